#include "ingest/quickplan.h"

#include "base/pathtext.h"
#include "catalog/photorepository.h"
#include "ingest/ingestcontext.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace safelight {

namespace {

constexpr int kPlanPage = 5'000;
constexpr int kMostReceipts = 8; // of one place: newer ones say it all again

using Fate = FrameFile::Fate;

} // namespace

Status QuickPlan::load(Connection& connection, const SourceScan& scan)
{
    m_roots = scan.roots;
    m_proven.resize(m_roots.size());
    m_hasTemplates = m_context.folderTemplate || m_context.nameTemplate;
    const ReceiptRepository receipts(connection);
    for (std::size_t root = 0; root < m_roots.size(); ++root)
        SAFELIGHT_TRY(loadReceipts(receipts, root));
    SAFELIGHT_TRY(FileRepository(connection).eachVariantSize([this](qint64 size) { m_sizes.insert(size); }));
    std::unordered_set<qint64> seen;
    scan.eachSize([&](qint64 size) {
        if (!seen.insert(size).second)
            m_sharedSizes.insert(size);
    });
    if (!m_context.project.id.isValid())
        return {};
    PhotoId after;
    while (true) {
        SAFELIGHT_ASSIGN(const auto page,
                         PhotoRepository(connection).stems(m_context.project.id, after, kPlanPage));
        for (const auto& [id, stem] : page) {
            after = id;
            m_stems.insert(bytesFromText(stem));
        }
        if (page.size() < kPlanPage)
            return {};
    }
}

Status QuickPlan::loadReceipts(const ReceiptRepository& receipts, std::size_t root)
{
    QString volume;
    QString place;
    if (const auto& on = m_context.roots->root(root).volume()) {
        volume = on->identity;
        place = pathToText(m_roots[root].lexically_relative(on->mountPoint));
    }
    SAFELIGHT_ASSIGN(const auto known,
                     receipts.ofPlace(pathToText(m_roots[root]), volume, place, kMostReceipts));
    for (const Receipt& receipt : known) { // newest first: what it says is not overwritten
        ReceiptItemId after;
        while (true) {
            SAFELIGHT_ASSIGN(const auto page, receipts.provenSources(receipt.id, after, kPlanPage));
            for (const ProvenSource& source : page) {
                after = source.item;
                m_proven[root].try_emplace(bytesFromText(source.name), source);
            }
            if (page.size() < kPlanPage)
                break;
        }
    }
    return {};
}

bool QuickPlan::decide(Frame& frame) const
{
    if (m_context.request.onDuplicate == IngestRequest::OnDuplicate::Skip &&
        std::ranges::all_of(frame.files, [this](FrameFile& file) { return isKnown(file); }))
        return true;
    for (FrameFile& file : frame.files) { // what was known of some of them decides nothing
        file.fate = Fate::Undecided;
        file.duplicateOf.reset();
    }
    if (m_hasTemplates || m_context.hasRejected)
        return false;
    return std::ranges::all_of(frame.files, [this](const FrameFile& file) { return isSurelyNew(file); }) &&
           takeNames(frame);
}

/// A receipt has it, and its copy lies where it was stored, as it was then.
bool QuickPlan::isKnown(FrameFile& file) const
{
    const auto& proven = m_proven[file.source.root];
    if (proven.empty())
        return false;
    const std::string& folder = m_roots[file.source.root].native();
    const auto known =
        proven.find(file.source.path.native().substr(folder.size() + (folder.ends_with('/') ? 0 : 1)));
    if (known == proven.end() || known->second.size != file.source.size ||
        known->second.mtimeNs != file.source.mtimeNs)
        return false;
    const StoredFile& stored = known->second.stored;
    if (m_context.request.onConflict == IngestRequest::OnConflict::MoveHere &&
        stored.project.id != m_context.project.id)
        return false; // its photo moves: for the workers
    const auto identity =
        identityOf(m_context.environment.library.folderOf(stored.project) / bytesFromText(stored.file.name));
    if (!identity || identity->size != stored.file.digest.size || identity->mtimeNs != stored.file.mtimeNs)
        return false;
    file.fate = Fate::Leave;
    file.duplicateOf = stored;
    file.item.outcome = IngestOutcome::Duplicate;
    file.item.finding = Finding::Duplicate;
    file.item.photo = stored.file.photo;
    file.item.existing = stored.stem;
    file.item.existingProject = stored.project.name;
    file.item.stored = {stored.file.name, stored.file.verifiedLevel, stored.file.verifiedAt};
    return true;
}

bool QuickPlan::isSurelyNew(const FrameFile& file) const
{
    const qint64 size = file.source.size.value;
    const bool mayBeDuplicate = m_sizes.contains(size) || m_sharedSizes.contains(size);
    return size > 0 && !file.source.isLink && (file.isSidecar() || !mayBeDuplicate);
}

/// Only when the name that it has is free: anything else is for the decider.
bool QuickPlan::takeNames(Frame& frame) const
{
    const bool hasVariant =
        std::ranges::any_of(frame.files, [](const FrameFile& file) { return !file.isSidecar(); });
    if (!hasVariant || m_stems.contains(frame.stem))
        return false;
    for (const FrameFile& file : frame.files) {
        struct stat status = {};
        const bool isTaken = ::lstat((m_context.folder / file.source.relative).c_str(), &status) == 0;
        if (isTaken || (errno != ENOENT && errno != ENOTDIR))
            return false;
    }
    if (!m_context.stems.reserve(frame.stem))
        return false;
    frame.finalStem = frame.stem;
    for (FrameFile& file : frame.files) {
        file.fate = Fate::Store;
        file.finalName = file.source.relative;
        file.item.outcome = IngestOutcome::Imported;
        file.item.finding = Finding::New;
        file.item.stem = textFromBytes(frame.stem);
    }
    return true;
}

} // namespace safelight
