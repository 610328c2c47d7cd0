#include "cards/cardsurvey.h"

#include "base/pathtext.h"
#include "catalog/filerepository.h"
#include "catalog/receiptrepository.h"
#include "ingest/sourcescan.h"
#include "storage/volume.h"

#include <algorithm>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace safelight {

namespace {

constexpr std::size_t kSurveyPage = 1'000;
constexpr int kSurveyReceipts = 8; // of one place: newer ones say it all again

/// A file's size and the time of its last change: a camera makes no two that have both.
struct SizeAndTime
{
    qint64 size = 0;
    qint64 mtimeNs = 0;

    friend bool operator==(const SizeAndTime&, const SizeAndTime&) = default;
};

struct SizeAndTimeHash
{
    std::size_t operator()(const SizeAndTime& key) const
    {
        constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15; // spreads neighbours: 2^64 by the golden ratio
        return static_cast<std::size_t>((static_cast<std::uint64_t>(key.size) * kOdd) ^
                                        static_cast<std::uint64_t>(key.mtimeNs));
    }
};

SizeAndTime keyOf(const SourceFile& file)
{
    return {file.size.value, file.mtimeNs};
}

/// The catalogue may not know yet what became of a file; and a disk that is away proves nothing today.
bool liesThere(const StoredFile& stored, const Library& library)
{
    const auto identity = identityOf(library.folderOf(stored.project) / bytesFromText(stored.file.name));
    return identity && identity->size == stored.file.digest.size && identity->mtimeNs == stored.file.mtimeNs;
}

class CardSurveyor
{
public:
    CardSurveyor(const std::filesystem::path& root, SourceScan scan);

    Status compareWith(const Library& library);
    CardSurvey result() const { return m_survey; }
    void count();

private:
    Status readReceipts(Connection& connection, const Library& library);
    Status readProven(const ReceiptRepository& receipts, const Receipt& receipt, const Library& library);
    Status readStored(Connection& connection);
    std::string nameOf(const SourceFile& file) const;
    bool isNew(const SourceFile& file) const;
    UnprovenFile::Why whyUnproven(const SourceFile& file) const;
    void countNew(const SourceFrame& frame);

    std::filesystem::path m_root;
    SourceScan m_scan;
    CardSurvey m_survey;
    std::unordered_map<std::string, SizeAndTime> m_files; ///< of the card
    std::unordered_set<std::string> m_received; ///< those of them that any receipt of the card has stored
    std::unordered_set<std::string> m_proven;  ///< that the newest one of the whole card has, and the library
    std::unordered_set<std::string> m_missing; ///< that it has, and the library has not
    std::unordered_set<SizeAndTime, SizeAndTimeHash>
        m_stored; ///< of the card's: those that stored files have
};

CardSurveyor::CardSurveyor(const std::filesystem::path& root, SourceScan scan)
    : m_root(root), m_scan(std::move(scan))
{
    m_scan.eachFile([this](const SourceFile& file) { m_files.insert_or_assign(nameOf(file), keyOf(file)); });
}

Status CardSurveyor::compareWith(const Library& library)
{
    Connection connection(library.catalog());
    SAFELIGHT_TRY(connection.open());
    SAFELIGHT_TRY(readReceipts(connection, library));
    return readStored(connection);
}

Status CardSurveyor::readReceipts(Connection& connection, const Library& library)
{
    const auto volume = volumeOf(m_root);
    const QString identity = volume ? volume->identity : QString();
    const QString place = volume ? pathToText(m_root.lexically_relative(volume->mountPoint)) : QString();
    const ReceiptRepository receipts(connection);
    SAFELIGHT_ASSIGN(const auto known,
                     receipts.ofPlace(pathToText(m_root), identity, place, kSurveyReceipts));
    for (const Receipt& receipt : known) { // newest first
        if (!m_survey.receipt && receipt.isWhole) {
            m_survey.receipt = receipt;
            SAFELIGHT_ASSIGN(m_survey.sums, receipts.sums(receipt));
        }
        SAFELIGHT_TRY(readProven(receipts, receipt, library));
    }
    return {};
}

Status CardSurveyor::readProven(const ReceiptRepository& receipts, const Receipt& receipt,
                                const Library& library)
{
    std::vector<ReceiptItemId> items; // of files that are on the card as they were
    SAFELIGHT_TRY(receipts.eachStoredItem(receipt.id, [&](const StoredItem& item) {
        const auto file = m_files.find(item.name);
        if (file != m_files.end() && file->second == SizeAndTime{item.size.value, item.mtimeNs})
            items.push_back(item.id);
    }));
    const bool isTheNewest = m_survey.receipt && m_survey.receipt->id == receipt.id;
    for (std::size_t first = 0; first < items.size(); first += kSurveyPage) {
        const auto page = std::span(items).subspan(first, std::min(kSurveyPage, items.size() - first));
        SAFELIGHT_ASSIGN(const auto sources, receipts.provenSources(page));
        for (const ProvenSource& source : sources) {
            m_received.insert(source.name);
            if (isTheNewest)
                (liesThere(source.stored, library) ? m_proven : m_missing).insert(source.name);
        }
    }
    return {};
}

Status CardSurveyor::readStored(Connection& connection)
{
    std::unordered_set<SizeAndTime, SizeAndTimeHash> wanted;
    m_scan.eachFile([&](const SourceFile& file) {
        if (!m_received.contains(nameOf(file)))
            wanted.insert(keyOf(file));
    });
    if (wanted.empty())
        return {};
    return FileRepository(connection).eachPresentSizeAndTime([&](qint64 size, qint64 mtimeNs) {
        if (wanted.contains({size, mtimeNs}))
            m_stored.insert({size, mtimeNs});
    });
}

/// Below the card's root.
std::string CardSurveyor::nameOf(const SourceFile& file) const
{
    const std::string& root = m_root.native();
    return file.path.native().substr(root.size() + (root.ends_with('/') ? 0 : 1));
}

bool CardSurveyor::isNew(const SourceFile& file) const
{
    return !m_received.contains(nameOf(file)) && !m_stored.contains(keyOf(file));
}

UnprovenFile::Why CardSurveyor::whyUnproven(const SourceFile& file) const
{
    if (isNew(file))
        return UnprovenFile::Why::New;
    return m_missing.contains(nameOf(file)) ? UnprovenFile::Why::CopyMissing : UnprovenFile::Why::NotProven;
}

void CardSurveyor::countNew(const SourceFrame& frame)
{
    constexpr qint64 kNsOfMs = 1'000'000;
    ++m_survey.newFrames;
    for (const SourceFile& file : frame.files) {
        const auto time = QDateTime::fromMSecsSinceEpoch(file.mtimeNs / kNsOfMs);
        m_survey.newBytes.value += file.size.value;
        if (!m_survey.oldestNew.isValid() || time < m_survey.oldestNew)
            m_survey.oldestNew = time;
        if (!m_survey.newestNew.isValid() || time > m_survey.newestNew)
            m_survey.newestNew = time;
    }
}

void CardSurveyor::count()
{
    m_survey.frames = static_cast<qint64>(m_scan.frameCount());
    m_survey.bytes = m_scan.bytes;
    for (std::size_t place = 0; place < m_scan.frameCount(); ++place) {
        const SourceFrame frame = m_scan.frame(place);
        if (std::ranges::any_of(frame.files, [this](const SourceFile& file) { return isNew(file); }))
            countNew(frame);
        for (const SourceFile& file : frame.files) {
            if (!m_proven.contains(nameOf(file)))
                m_survey.unproven.push_back({file.path, whyUnproven(file)});
        }
    }
    for (const RejectedFile& rejected : m_scan.rejected) {
        if (rejected.matter != SourceMatter::Housekeeping)
            m_survey.unproven.push_back({pathFromText(rejected.item.path), UnprovenFile::Why::UnknownKind});
    }
}

} // namespace

QString unprovenWhyName(UnprovenFile::Why why)
{
    switch (why) {
    case UnprovenFile::Why::New:
        return QStringLiteral("new");
    case UnprovenFile::Why::NotProven:
        return QStringLiteral("not_proven");
    case UnprovenFile::Why::CopyMissing:
        return QStringLiteral("copy_missing");
    case UnprovenFile::Why::UnknownKind:
        break;
    }
    return QStringLiteral("unknown_kind");
}

Result<CardSurvey> surveyCard(const Library* library, const std::filesystem::path& root,
                              const CancelToken& cancel)
{
    std::error_code failure;
    if (!std::filesystem::is_directory(root, failure))
        return Error{ErrorCode::NotFound, pathToText(root), {}, nullptr};
    CardSurveyor surveyor(root, scanSources({root}, {}, cancel, [](qint64) {}));
    if (cancel.isCancelled())
        return Error{ErrorCode::Cancelled, pathToText(root), {}, nullptr};
    if (library)
        SAFELIGHT_TRY(surveyor.compareWith(*library));
    surveyor.count();
    return surveyor.result();
}

} // namespace safelight
