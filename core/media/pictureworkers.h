#pragma once

#include "media/picturemaker.h"

#include <QThreadPool>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace safelight {

/// The decoders: threads of low priority that make pictures while cores are left, so that a card is free at
/// the speed of reading and writing. Bytes wait here up to a bound; what does not fit is decoded from the
/// copy later.
class PictureWorkers
{
public:
    /// Makes a picture, or several, and tells whoever waits for them. Called on a decoder's thread; does not
    /// throw.
    using Order = std::function<void(const PictureMaker&)>;

    PictureWorkers(int threads, PictureMaker maker);
    /// Waits for the decoders; orders that have not begun are dropped.
    ~PictureWorkers();
    PictureWorkers(const PictureWorkers&) = delete;
    PictureWorkers& operator=(const PictureWorkers&) = delete;

    /// Takes an order that holds `bytes` bytes of memory until it is done, if these fit. Such orders go
    /// first.
    bool tryOrder(qint64 bytes, Order order);
    /// Takes an order that holds no memory while it waits. Never waits.
    void order(Order order);

private:
    struct Waiting
    {
        Order order;
        qint64 bytes = 0;
    };

    void work();

    PictureMaker m_maker;
    std::mutex m_mutex;
    std::condition_variable m_hasOrder;
    std::deque<Waiting> m_withBytes;    // guarded by m_mutex
    std::deque<Waiting> m_withoutBytes; // guarded by m_mutex
    qint64 m_waitingBytes = 0;          // guarded by m_mutex
    bool m_isClosing = false;           // guarded by m_mutex
    QThreadPool m_pool;
};

} // namespace safelight
