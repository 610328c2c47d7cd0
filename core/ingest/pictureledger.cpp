#include "ingest/pictureledger.h"

#include "base/pathtext.h"
#include "catalog/photorepository.h"
#include "media/metadata.h"

#include <utility>

namespace safelight {

namespace {

constexpr int kLeftOverPage = 500;

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
        if (slot->item.path.isEmpty())
            continue; // left over from an earlier run, which told it
        tellDamage(slot->item, slot->outcome);
        m_items.add(slot->item);
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

Status PictureLedger::orderLeftOver()
{
    FileId after;
    while (true) {
        SAFELIGHT_ASSIGN(
            const auto page,
            FileRepository(m_connection).filesWithoutPicture(m_context.project.id, after, kLeftOverPage));
        for (const PhotoFile& file : page) {
            after = file.id;
            const auto format = formatForName(bytesFromText(file.name));
            if (!format || format->decoder == Decoder::None)
                continue;
            auto slot = std::make_shared<PictureSlot>();
            slot->isOrdered = true;
            slot->file = file.id;
            slot->photo = file.photo;
            const auto path = m_context.folder / bytesFromText(file.name);
            const auto metadata = readMetadata(PictureSource(path), *format);
            m_waiting.insert(slot);
            ++m_awaited;
            m_desk.orderFromCopy(
                {slot, {}, path, *format, file.digest.xxh128, metadata ? metadata->orientation : 1});
        }
        if (page.size() < kLeftOverPage)
            return {};
    }
}

void PictureLedger::giveUp()
{
    for (const auto& slot : m_waiting) {
        if (!slot->item.path.isEmpty())
            m_items.add(slot->item);
    }
    m_waiting.clear();
}

} // namespace safelight
