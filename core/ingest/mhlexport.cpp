#include "base/pathtext.h"
#include "base/units.h"
#include "catalog/projectrepository.h"
#include "domain/mhl.h"
#include "ingest/receiptexport.h"
#include "storage/mhlfolders.h"

#include <QCoreApplication>
#include <QSysInfo>

#include <algorithm>
#include <map>

namespace safelight {

namespace {

constexpr ByteCount kLargestChain{qint64{16} * 1024 * 1024};

/// What the files of a receipt are called below the folder that the MHL describes. Empty: it is not there.
class PlacedFiles
{
public:
    PlacedFiles(const Receipt& receipt, MhlPlace place, std::filesystem::path folder)
        : m_receipt(receipt), m_place(place), m_folder(std::move(folder))
    {
    }

    QString nameOf(const ReceiptItem& item) const
    {
        const FileProof& proof = m_place == MhlPlace::Library ? item.stored : item.second;
        if (!proof.isProven() || !item.digest.isKnown())
            return {};
        if (m_place == MhlPlace::Library)
            return item.projectName == m_receipt.projectName ? proof.path : QString();
        const auto relative = pathFromText(proof.path).lexically_relative(m_folder);
        return relative.empty() || *relative.begin() == ".." ? QString() : pathToText(relative);
    }

private:
    const Receipt& m_receipt;
    MhlPlace m_place;
    std::filesystem::path m_folder;
};

Result<std::vector<MhlFile>> filesOf(Connection& connection, const Receipt& receipt,
                                     const PlacedFiles& placed, MhlPlace place)
{
    constexpr int kPage = 2'000;
    std::map<QString, MhlFile> files; // two sources with the same bytes are one file there
    ReceiptItemId after;
    while (true) {
        SAFELIGHT_ASSIGN(const auto page, ReceiptRepository(connection).page(receipt.id, after, kPage));
        for (const ReceiptItem& item : page) {
            after = item.id;
            const QString name = placed.nameOf(item);
            if (name.isEmpty() || !isMhlPath(name))
                continue;
            const FileProof& proof = place == MhlPlace::Library ? item.stored : item.second;
            files[name] = {name, item.digest,
                           QDateTime::fromMSecsSinceEpoch(item.mtimeNs / kNsPerMs, Qt::UTC), proof.at,
                           MhlAction::Original};
        }
        if (page.size() < kPage)
            break;
    }
    std::vector<MhlFile> list;
    list.reserve(files.size());
    for (auto& [name, file] : files)
        list.push_back(std::move(file));
    return list;
}

Result<std::vector<MhlLink>> chainOf(const std::filesystem::path& file)
{
    std::error_code failure;
    if (!std::filesystem::exists(file, failure))
        return std::vector<MhlLink>();
    SAFELIGHT_ASSIGN(const std::string bytes, readSmallFile(file, kLargestChain));
    return parseMhlChain(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
}

std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/// The manifest first: a chain never names one that is not there.
Result<std::filesystem::path> writeGeneration(FileSystem& fs, const std::filesystem::path& folder,
                                              const MhlGeneration& generation)
{
    const auto place = folder / kMhlFolder;
    SAFELIGHT_TRY(ensureFolder(fs, place));
    SAFELIGHT_ASSIGN(auto chain, chainOf(place / kMhlChainFile));
    int number = 1;
    for (const MhlLink& link : chain)
        number = std::max(number, link.generation + 1);
    SAFELIGHT_ASSIGN(const QByteArray manifest, mhlManifest(generation));
    const QString name = mhlFileName(number, pathToText(folder.filename()), generation.created);
    const auto file = place / bytesFromText(name);
    SAFELIGHT_TRY(writeSmallFile(fs, file, viewOf(manifest), Replace::Never));
    chain.push_back({number, name, c4Id(manifest)});
    SAFELIGHT_TRY(writeSmallFile(fs, place / kMhlChainFile, viewOf(mhlChain(chain)), Replace::OwnFile));
    return file;
}

} // namespace

Result<std::filesystem::path> exportMhl(FileSystem& fs, const Library& library, Connection& connection,
                                        ReceiptId id, MhlPlace place)
{
    SAFELIGHT_ASSIGN(const auto receipt, ReceiptRepository(connection).find(id));
    const Error nothing{ErrorCode::NotFound, QStringLiteral("receipt %1").arg(id.value), {}, nullptr};
    if (!receipt)
        return nothing;
    SAFELIGHT_ASSIGN(const auto project, ProjectRepository(connection).find(receipt->project));
    if (!project)
        return Error{ErrorCode::ProjectUnknown, receipt->projectName, {}, nullptr};
    auto folder = library.folderOf(*project);
    if (place == MhlPlace::SecondCopy)
        folder = pathFromText(receipt->secondFolder) / pathFromText(project->folder).filename();
    SAFELIGHT_TRY(identityOf(folder));
    MhlGeneration generation;
    SAFELIGHT_ASSIGN(generation.files,
                     filesOf(connection, *receipt, PlacedFiles(*receipt, place, folder), place));
    if (generation.files.empty())
        return nothing;
    generation.tool = QStringLiteral("Safelight");
    generation.toolVersion = QCoreApplication::applicationVersion();
    generation.hostName = QSysInfo::machineHostName();
    generation.created = QDateTime::currentDateTimeUtc();
    generation.process = MhlProcess::Transfer;
    generation.ignored = {QStringLiteral(".DS_Store"), QString::fromLatin1(kMhlFolder),
                          QString::fromLatin1(kMhlFolder) + u'/', QStringLiteral(".project.yaml"),
                          QStringLiteral(".safelight-*")};
    MhlFolderDigests digests = mhlFolderDigests(generation.files, generation.created);
    generation.folders = std::move(digests.folders);
    generation.root = std::move(digests.root);
    return writeGeneration(fs, folder, generation);
}

} // namespace safelight
