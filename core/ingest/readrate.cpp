#include "ingest/readrate.h"

#include "storage/fileio.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <vector>

namespace safelight {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBudget{250};
constexpr std::size_t kMostFiles = 16;
constexpr std::size_t kBlock = std::size_t{512} * 1024;

/// Until its end, or that of the time.
qint64 readWithin(const SourceFile& file, std::vector<char>& block, Clock::time_point end)
{
    const auto handle = openForReading(file.path);
    if (!handle)
        return 0;
    (void)::posix_fadvise(handle->fd(), 0, 0, POSIX_FADV_DONTNEED);
    qint64 total = 0;
    while (Clock::now() < end) {
        const ssize_t got = ::read(handle->fd(), block.data(), block.size());
        if (got <= 0)
            break;
        total += got;
    }
    return total;
}

} // namespace

std::optional<double> sampleReadRate(const SourceScan& scan, const CancelToken& cancel)
{
    std::vector<char> block(kBlock);
    qint64 total = 0;
    const auto begin = Clock::now();
    const std::size_t step = std::max<std::size_t>(scan.frameCount() / kMostFiles, 1);
    for (std::size_t place = 0; place < scan.frameCount() && !cancel.isCancelled(); place += step) {
        for (const SourceFile& file : scan.frame(place).files)
            total += readWithin(file, block, begin + kBudget);
    }
    const std::chrono::duration<double> taken = Clock::now() - begin;
    if (total == 0 || taken.count() <= 0)
        return std::nullopt;
    return static_cast<double>(total) / taken.count();
}

} // namespace safelight
