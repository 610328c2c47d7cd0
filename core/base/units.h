#pragma once

#include <QtGlobal>

namespace safelight {

constexpr qint64 kNsPerSecond = 1'000'000'000;
constexpr qint64 kNsPerMs = 1'000'000;
constexpr double kMsPerSecond = 1000.0;
constexpr qint64 kBytesPerMiB = qint64{1024} * 1024;

} // namespace safelight
