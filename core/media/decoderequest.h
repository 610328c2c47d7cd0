#pragma once

#include "media/picturedecoder.h"

#include <QByteArrayView>

#include <optional>

namespace safelight {

/// Tells the decoders when to stop: the caller cancelled, or the time of the limits is over.
class DecodeWatch
{
public:
    explicit DecodeWatch(const DecodeLimits& limits)
        : m_cancel(limits.cancel), m_end(std::chrono::steady_clock::now() + limits.time)
    {
    }

    bool mustStop() const { return m_cancel.isCancelled() || std::chrono::steady_clock::now() > m_end; }

    /// Why the work stopped: Cancelled, or TooLarge for a picture that takes more than its time.
    Error error() const
    {
        if (m_cancel.isCancelled())
            return {ErrorCode::Cancelled, QString(), QString(), nullptr};
        return {ErrorCode::TooLarge, QString(), QStringLiteral("takes too long to decode"), nullptr};
    }

private:
    CancelToken m_cancel;
    std::chrono::steady_clock::time_point m_end;
};

/// What each decoder gets; all of it outlives the call.
struct DecodeRequest
{
    QByteArrayView bytes;
    int longSide = 0;
    int orientation = 1;
    ByteCount memory;
    const DecodeWatch& watch;
};

/// The memory of a picture; wide enough for any size that a file can claim.
inline ByteCount bytesOf(QSize size, int bytesPerPixel)
{
    return {qint64{size.width()} * size.height() * bytesPerPixel};
}

inline Error tooLarge(QSize size)
{
    return {ErrorCode::TooLarge, QString(),
            QStringLiteral("%1 x %2 pixels").arg(size.width()).arg(size.height()), nullptr};
}

} // namespace safelight
