#include "ingest/pictureworkers.h"

#include "base/threadpriority.h"
#include "media/perceptualhash.h"

#include <QtConcurrent>

namespace safelight {

namespace {

constexpr qint64 kMostWaitingBytes = qint64{48} * 1024 * 1024;
constexpr int kNiceness = 10; // a decoder gets about a tenth of a core that somebody else wants

DerivativeStatus statusFor(ErrorCode code)
{
    return code == ErrorCode::Unsupported ? DerivativeStatus::Unsupported : DerivativeStatus::Failed;
}

} // namespace

PictureWorkers::PictureWorkers(int threads, DecodeLimits limits, ThumbnailStore store, Done done)
    : m_limits(std::move(limits)), m_store(std::move(store)), m_done(std::move(done))
{
    m_pool.setMaxThreadCount(threads);
    for (int i = 0; i < threads; ++i)
        (void)QtConcurrent::run(&m_pool, [this] { work(); });
}

PictureWorkers::~PictureWorkers()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isClosing = true;
    }
    m_hasOrder.notify_all();
    m_pool.waitForDone();
}

bool PictureWorkers::tryOrder(PictureOrder order)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_waitingBytes + order.bytes.size() > kMostWaitingBytes)
            return false;
        m_waitingBytes += order.bytes.size();
        m_withBytes.push_back(std::move(order));
    }
    m_hasOrder.notify_one();
    return true;
}

void PictureWorkers::orderFromCopy(PictureOrder order)
{
    {
        const std::lock_guard lock(m_mutex);
        m_fromCopy.push_back(std::move(order));
    }
    m_hasOrder.notify_one();
}

void PictureWorkers::work()
{
    setThreadNiceness(kNiceness);
    while (true) {
        PictureOrder order;
        {
            std::unique_lock lock(m_mutex);
            m_hasOrder.wait(lock, [&] { return m_isClosing || !m_withBytes.empty() || !m_fromCopy.empty(); });
            if (m_isClosing)
                return;
            auto& queue = m_withBytes.empty() ? m_fromCopy : m_withBytes;
            order = std::move(queue.front());
            queue.pop_front();
            m_waitingBytes -= order.bytes.size();
        }
        try {
            order.slot->outcome = make(order);
        } catch (const std::exception& failure) {
            order.slot->outcome = {
                {},
                DerivativeStatus::Failed,
                Error{ErrorCode::Internal, {}, QString::fromUtf8(failure.what()), nullptr}};
        }
        order.slot->isDone.store(true, std::memory_order_release);
        m_done(order.slot);
    }
}

PictureOutcome PictureWorkers::make(const PictureOrder& order) const
{
    PictureOutcome outcome;
    if (m_limits.cancel.isCancelled())
        return outcome; // stays pending
    const PictureSource source =
        order.bytes.isEmpty() ? PictureSource(order.path) : PictureSource(QByteArrayView(order.bytes));
    const auto picture = decodePicture(source, order.format, kThumbnailLongSide, order.orientation, m_limits);
    if (!picture) {
        if (picture.error().code == ErrorCode::Cancelled)
            return outcome;
        outcome.thumbnail = statusFor(picture.error().code);
        outcome.damage = picture.error();
        return outcome;
    }
    outcome.hash = perceptualHash(picture->image);
    // A thumbnail that cannot be written costs a picture on the screen; it stays pending and is made again.
    const bool isStored =
        m_store.contains(order.xxh128) || m_store.store(order.xxh128, picture->image).isOk();
    outcome.thumbnail = isStored ? DerivativeStatus::Ready : DerivativeStatus::Pending;
    if (picture->isDamaged)
        outcome.damage = Error{ErrorCode::Damaged, {}, picture->damageDetail, nullptr};
    else if (!picture->mismatch.isEmpty())
        outcome.damage = Error{ErrorCode::WrongType, {}, picture->mismatch, nullptr};
    return outcome;
}

} // namespace safelight
