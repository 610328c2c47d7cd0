#include "ingest/pageplanner.h"

#include "base/pathtext.h"
#include "catalog/filerepository.h"
#include "catalog/photorepository.h"
#include "ingest/ingestcontext.h"
#include "ingest/quickplan.h"
#include "storage/fileio.h"

#include <QStringList>

#include <algorithm>
#include <chrono>
#include <iterator>

namespace safelight {

namespace {

using Fate = FrameFile::Fate;

void describeKnown(FrameFile& file, const StoredFile& stored)
{
    file.fate = Fate::Leave;
    file.item.outcome = IngestOutcome::Duplicate;
    file.item.finding = Finding::Duplicate;
    file.item.photo = stored.file.photo;
    file.item.existing = stored.stem;
    file.item.existingProject = stored.project.name;
    file.item.stored = {stored.file.name, stored.file.verifiedLevel, stored.file.verifiedAt};
}

void describeNew(FrameFile& file, const std::string& stem)
{
    file.fate = Fate::Store;
    file.finalName = file.source.relative;
    file.item.outcome = IngestOutcome::Imported;
    file.item.finding = Finding::New;
    file.item.stem = textFromBytes(stem);
}

} // namespace

PagePlanner::PagePlanner(IngestContext& context, const PlanLore& lore)
    : m_context(context), m_lore(lore), m_connection(context.environment.library.catalog())
{
}

Status PagePlanner::open()
{
    return m_connection.open(
        Connection::Mode::ReadWrite,
        std::chrono::milliseconds(m_context.environment.settings.number(u"catalog.busy_timeout_ms")));
}

Result<std::vector<Frame>> PagePlanner::plan(std::vector<Frame> frames)
{
    std::vector<Frame> planned;
    if (m_context.request.onDuplicate == IngestRequest::OnDuplicate::Skip) {
        SAFELIGHT_TRY(askReceipts(frames));
        const auto known = std::stable_partition(frames.begin(), frames.end(),
                                                 [&](Frame& frame) { return !takeKnown(frame); });
        std::move(known, frames.end(), std::back_inserter(planned));
        frames.erase(known, frames.end());
    }
    const bool hasTemplates = m_context.folderTemplate || m_context.nameTemplate;
    if (hasTemplates || m_context.hasRejected)
        return planned;
    std::erase_if(frames, [&](const Frame& frame) { return !mayBeSurelyNew(frame); });
    SAFELIGHT_TRY(askSizesAndStems(frames));
    for (Frame& frame : frames) {
        if (takeNew(frame))
            planned.push_back(std::move(frame));
    }
    return planned;
}

Status PagePlanner::askReceipts(const std::vector<Frame>& frames)
{
    m_proven.clear();
    std::vector<ReceiptItemId> items;
    for (const Frame& frame : frames) {
        for (const FrameFile& file : frame.files) {
            const auto& source = file.source;
            const auto item =
                m_lore.itemOf(source.root, nameBelowRoot(file), source.size.value, source.mtimeNs);
            if (item)
                items.push_back(*item);
        }
    }
    SAFELIGHT_ASSIGN(auto sources, ReceiptRepository(m_connection).provenSources(items));
    for (ProvenSource& source : sources)
        m_proven.try_emplace(source.item.value, std::move(source));
    return {};
}

std::string_view PagePlanner::nameBelowRoot(const FrameFile& file) const
{
    const std::string& folder = m_lore.roots[file.source.root].native();
    const std::string_view path = file.source.path.native();
    return path.substr(std::min(path.size(), folder.size() + (folder.ends_with('/') ? 0 : 1)));
}

/// What a receipt says of the file; null: nothing, or not of one of this name, size and time.
const ProvenSource* PagePlanner::provenSource(const FrameFile& file)
{
    const auto name = nameBelowRoot(file);
    const auto item = m_lore.itemOf(file.source.root, name, file.source.size.value, file.source.mtimeNs);
    const auto known = item ? m_proven.find(item->value) : m_proven.end();
    if (known == m_proven.end())
        return nullptr;
    const ProvenSource& proven = known->second;
    const bool isSame =
        proven.name == name && proven.size == file.source.size && proven.mtimeNs == file.source.mtimeNs;
    return isSame ? &proven : nullptr;
}

/// As it was when it was stored.
bool PagePlanner::isCopyThere(const StoredFile& stored)
{
    const auto [folder, isNew] = m_folders.try_emplace(stored.project.id);
    if (isNew)
        folder->second = m_context.environment.library.folderOf(stored.project);
    const auto identity = identityOf(folder->second / bytesFromText(stored.file.name));
    return identity && identity->size == stored.file.digest.size && identity->mtimeNs == stored.file.mtimeNs;
}

/// A receipt has each of its files, and their copies lie where they were stored.
bool PagePlanner::takeKnown(Frame& frame)
{
    const bool movesHere = m_context.request.onConflict == IngestRequest::OnConflict::MoveHere;
    std::vector<const StoredFile*> copies;
    for (const FrameFile& file : frame.files) {
        const ProvenSource* proven = provenSource(file);
        const bool isMoved = movesHere && proven && proven->stored.project.id != m_context.project.id;
        if (!proven || isMoved || !isCopyThere(proven->stored))
            return false;
        copies.push_back(&proven->stored);
    }
    for (std::size_t i = 0; i < copies.size(); ++i)
        describeKnown(frame.files[i], *copies[i]);
    return true;
}

/// By what is known of the sources alone.
bool PagePlanner::mayBeSurelyNew(const Frame& frame) const
{
    const auto mayBeNew = [&](const FrameFile& file) {
        const qint64 size = file.source.size.value;
        return size > 0 && !file.source.isLink && (file.isSidecar() || !m_lore.isShared(size));
    };
    return std::ranges::all_of(frame.files, mayBeNew) &&
           !std::ranges::all_of(frame.files, &FrameFile::isSidecar);
}

Status PagePlanner::askSizesAndStems(const std::vector<Frame>& frames)
{
    std::vector<qint64> sizes;
    QStringList stems;
    for (const Frame& frame : frames) {
        stems += textFromBytes(frame.stem);
        for (const FrameFile& file : frame.files) {
            if (!file.isSidecar())
                sizes.push_back(file.source.size.value);
        }
    }
    SAFELIGHT_ASSIGN(const auto known, FileRepository(m_connection).sizesAmong(sizes));
    m_sizes = {known.begin(), known.end()};
    m_stems.clear();
    if (!m_context.project.id.isValid())
        return {};
    SAFELIGHT_ASSIGN(const auto taken, PhotoRepository(m_connection).stemsAmong(m_context.project.id, stems));
    for (const QString& stem : taken)
        m_stems.insert(bytesFromText(stem));
    return {};
}

/// Whether it has no sidecar, and the name of one that is made is free.
bool PagePlanner::isSidecarFree(const Frame& frame) const
{
    return std::ranges::none_of(frame.files, &FrameFile::isSidecar) &&
           isSurelyGone(m_context.folder / (frame.stem + ".xmp"));
}

/// Nothing has its sizes, and the names that it has are free: anything else is for the decider.
bool PagePlanner::takeNew(Frame& frame) const
{
    const auto mayBeDuplicate = [&](const FrameFile& file) {
        return !file.isSidecar() && m_sizes.contains(file.source.size.value);
    };
    const bool isWritten = !m_context.request.added.isEmpty(); // sidecars then: what becomes of them is read
    if (std::ranges::any_of(frame.files, mayBeDuplicate) || m_stems.contains(frame.stem) ||
        (isWritten && !isSidecarFree(frame)))
        return false;
    const auto isFree = [&](const FrameFile& file) {
        return isSurelyGone(m_context.folder / file.source.relative);
    };
    if (!std::ranges::all_of(frame.files, isFree) || !m_context.stems.reserve(frame.stem))
        return false;
    frame.finalStem = frame.stem;
    for (FrameFile& file : frame.files)
        describeNew(file, frame.stem);
    return true;
}

} // namespace safelight
