#pragma once

#include "base/canceltoken.h"
#include "ingest/frame.h"
#include "media/picturedecoder.h"
#include "media/thumbnailstore.h"

#include <QThreadPool>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace safelight {

/// One picture to be made: thumbnail and perceptual hash of a file.
struct PictureOrder
{
    std::shared_ptr<PictureSlot> slot;
    QByteArray bytes;           ///< the whole file; empty: read it from `path`
    std::filesystem::path path; ///< of our own copy
    FileFormat format;
    QByteArray xxh128;
    int orientation = 1;
};

/// The decoders: threads of low priority that make pictures while cores are left, so that a card is free at
/// the speed of reading and writing. Bytes wait here up to a bound; what does not fit is decoded from the
/// copy later.
class PictureWorkers
{
public:
    using Done = std::function<void(std::shared_ptr<PictureSlot>)>;

    /// `done` is called on a decoder's thread for every order, also when it was cancelled.
    PictureWorkers(int threads, DecodeLimits limits, ThumbnailStore store, Done done);
    /// Waits for the decoders; orders that have not begun are dropped.
    ~PictureWorkers();

    /// Takes the order if its bytes fit; otherwise the caller keeps it for orderFromCopy().
    bool tryOrder(PictureOrder order);
    /// Takes an order without bytes. Never waits.
    void orderFromCopy(PictureOrder order);

private:
    void work();
    PictureOutcome make(const PictureOrder& order) const;

    DecodeLimits m_limits;
    ThumbnailStore m_store;
    Done m_done;
    std::mutex m_mutex;
    std::condition_variable m_hasOrder;
    std::deque<PictureOrder> m_withBytes; // guarded by m_mutex
    std::deque<PictureOrder> m_fromCopy;  // guarded by m_mutex
    qint64 m_waitingBytes = 0;            // guarded by m_mutex
    bool m_isClosing = false;             // guarded by m_mutex
    QThreadPool m_pool;
};

} // namespace safelight
