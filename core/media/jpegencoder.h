#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QImage>

namespace safelight {

/// A baseline JPEG (4:2:0, or grey) of a picture; transparent pixels lie on white. `quality` as libjpeg's,
/// 1…100. Errors: InvalidArgument (a null picture), Internal (libjpeg's word in the detail).
Result<QByteArray> encodeJpeg(const QImage& picture, int quality);

} // namespace safelight
