#include "ingest/pictureledger.h"

#include "base/pathtext.h"
#include "catalog/photorepository.h"
#include "domain/stem.h"

#include <algorithm>
#include <utility>

namespace safelight {

namespace {

constexpr std::size_t kMostWaiting = 1000; // what waits costs memory; the catalogue knows the rest
constexpr std::size_t kFewWaiting = 200;
constexpr int kPage = 400;

void tellDamage(IngestItem& item, const PictureOutcome& outcome)
{
    // A format without a decoder is no fault of the file.
    if (!outcome.damage || outcome.damage->code == ErrorCode::Unsupported || item.reason)
        return;
    item.reason = outcome.damage;
    item.reason->subject = item.path;
}

} // namespace

void PictureLedger::settle(FrameFile& file)
{
    const bool isStored = file.fate == FrameFile::Fate::Store;
    if (!isStored || !file.picture) {
        m_items.add(file.item);
        return;
    }
    PictureSlot& slot = *file.picture;
    ++m_awaited;
    if (slot.isInserted) {
        ++m_done;
        tellDamage(file.item, slot.outcome);
        m_items.add(file.item);
        return;
    }
    if (!slot.isOrdered && !slot.isDone.load(std::memory_order_acquire) && m_waiting.size() >= kMostWaiting) {
        postpone(file);
        return;
    }
    slot.item = file.item;
    m_waiting.insert(file.picture);
    if (slot.isDone.load(std::memory_order_acquire)) {
        // Its mail may have come, and been put aside, before the frame was committed.
        m_finishedEarly.push_back(file.picture);
        return;
    }
    if (!slot.isOrdered) {
        slot.isOrdered = true;
        m_desk.orderFromCopy({file.picture,
                              {},
                              m_context.finalPath(file),
                              file.source.format,
                              file.digest.xxh128,
                              file.orientation});
    }
}

Status PictureLedger::take(const std::vector<std::shared_ptr<PictureSlot>>& slots)
{
    std::vector<std::shared_ptr<PictureSlot>> toWrite;
    const auto early = std::exchange(m_finishedEarly, {});
    for (const auto* source : {&early, &slots}) {
        for (const auto& slot : *source) {
            if (m_waiting.erase(slot) > 0)
                toWrite.push_back(slot);
            // Otherwise its frame is not committed yet and takes the outcome along, or failed and needs none.
        }
    }
    if (toWrite.empty())
        return {};
    Status written = write(toWrite);
    PhotosPictured pictured;
    for (const auto& slot : toWrite) {
        ++m_done;
        pictured.photos += slot->photo;
        tellDamage(slot->item, slot->outcome);
        if (!slot->isTold)
            m_items.add(slot->item);
        else if (slot->item.reason)
            m_items.addDamage(slot->item);
    }
    if (written)
        m_observer.happened(pictured);
    return written;
}

Status PictureLedger::write(const std::vector<std::shared_ptr<PictureSlot>>& slots)
{
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    const FileRepository files(m_connection);
    const PhotoRepository photos(m_connection);
    for (const auto& slot : slots) {
        const PictureOutcome& outcome = slot->outcome;
        if (outcome.thumbnail == DerivativeStatus::Pending && !outcome.hash)
            continue;
        SAFELIGHT_TRY(files.updateHash(slot->file, outcome.hash,
                                       outcome.damage ? errorCodeName(outcome.damage->code) : QString()));
        SAFELIGHT_TRY(photos.updateThumbnail(slot->photo, outcome.thumbnail));
    }
    return transaction.commit();
}

/// It is asked for when the decoders get there; what is known of the file is told now.
void PictureLedger::postpone(const FrameFile& file)
{
    m_items.add(file.item);
    ++m_postponed;
    m_hasMore = true;
    m_after = std::min(m_after, FileId{file.row.value - 1});
}

Status PictureLedger::orderMore()
{
    while (m_hasMore && m_waiting.size() < kFewWaiting) {
        m_hasMore = false; // also when the catalogue does not answer: the derivatives task makes them later
        SAFELIGHT_ASSIGN(
            const auto page,
            FileRepository(m_connection).filesWithoutPicture(m_context.project.id, m_after, kPage));
        std::set<FileId> waiting;
        for (const auto& slot : m_waiting)
            waiting.insert(slot->file);
        for (const PhotoFile& file : page) {
            m_after = file.id;
            if (!waiting.contains(file.id))
                order(file);
        }
        m_hasMore = std::ssize(page) == kPage;
    }
    if (!m_hasMore)
        m_awaited -= std::exchange(m_postponed, 0); // their rows went meanwhile
    return {};
}

void PictureLedger::order(const PhotoFile& file)
{
    const auto format = formatForName(bytesFromText(file.name));
    if (!format || format->decoder == Decoder::None)
        return;
    auto slot = std::make_shared<PictureSlot>();
    const auto path = m_context.folder / bytesFromText(file.name);
    slot->isOrdered = slot->isTold = true;
    slot->file = file.id;
    slot->photo = file.photo;
    slot->item.path = pathToText(path);
    slot->item.outcome = IngestOutcome::Imported;
    slot->item.project = m_context.project.id;
    slot->item.photo = file.photo;
    slot->item.stem = textFromBytes(photoStemOf(bytesFromText(file.name)));
    slot->item.size = file.digest.size;
    m_waiting.insert(slot);
    if (m_postponed > 0)
        --m_postponed;
    else
        ++m_awaited;
    m_desk.orderFromCopy({slot, {}, path, *format, file.digest.xxh128, std::nullopt});
}

void PictureLedger::giveUp()
{
    for (const auto& slot : m_waiting) {
        if (!slot->isTold)
            m_items.add(slot->item);
    }
    m_waiting.clear();
}

} // namespace safelight
