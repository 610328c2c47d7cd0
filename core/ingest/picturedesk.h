#pragma once

#include "ingest/frame.h"
#include "ingest/mailbox.h"
#include "media/pictureworkers.h"

#include <optional>

namespace safelight {

/// One picture to be made: thumbnail and perceptual hash of a file.
struct PictureOrder
{
    std::shared_ptr<PictureSlot> slot;
    QByteArray bytes;           ///< the whole file; empty: read it from `path`
    std::filesystem::path path; ///< of our own copy
    FileFormat format;
    QByteArray xxh128;
    std::optional<int> orientation; ///< as in Exif; none: the decoder reads it
};

/// Where an ingest orders its pictures: hands them to the decoders, and what these give to the mailbox.
class PictureDesk
{
public:
    PictureDesk(int threads, PictureMaker maker, Mailbox& mailbox)
        : m_mailbox(mailbox), m_workers(threads, std::move(maker))
    {
    }

    /// Takes the order if its bytes fit; otherwise the caller keeps it for orderFromCopy().
    bool tryOrder(PictureOrder order);
    /// Takes an order without bytes. Never waits.
    void orderFromCopy(PictureOrder order);

private:
    PictureWorkers::Order work(PictureOrder order);

    Mailbox& m_mailbox;
    PictureWorkers m_workers; // last: its threads use the mailbox
};

} // namespace safelight
