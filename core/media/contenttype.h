#pragma once

#include "domain/formats.h"

#include <QByteArrayView>
#include <QString>

namespace safelight {

/// What some bytes are, by their content alone.
struct ContentType
{
    QString mime; ///< "image/png"; "application/octet-stream" where nothing is known
    /// Which of our decoders reads it. None also for pictures that are not taken in (SVG, for one, runs far
    /// more code than a picture should).
    Decoder decoder = Decoder::None;
};

/// Looks the content up in the shared MIME database. Slow at the first call; meant for files whose own
/// decoder refused.
ContentType contentType(QByteArrayView bytes);

} // namespace safelight
