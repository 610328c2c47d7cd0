#pragma once

#include "base/ids.h"

#include <cstddef>

namespace safelight {

/// Photos: other writers wait for a moment only.
constexpr std::size_t kMostInOneWrite = 200;
/// As often is a row written that another program changes at the same time.
constexpr int kWriteAttempts = 5;
/// Files up to this size are read before they are decoded, so that a disk that goes away is an error and not
/// the end of the program, as it is for a mapped file.
constexpr ByteCount kLargestRead{qint64{128} * 1024 * 1024};

} // namespace safelight
