#pragma once

#include "benchmarks/figures.h"

#include "base/result.h"

#include <array>
#include <filesystem>
#include <vector>

namespace safelight::bench {

enum class BareStage { Read, Md5, Xxh3, Decode, PerceptualHash, Exif, Write };
inline constexpr std::size_t kBareStages = 7;

struct BareRun
{
    Milliseconds time{};
    std::array<Milliseconds, kBareStages> stages{}; ///< summed over the threads
    Milliseconds sync{};                            ///< the one at the end
    qint64 files = 0;
    ByteCount bytes;

    /// Share of each stage in the threads' time: {read, md5, xxh3, decode, phash, exif, write}.
    QJsonObject shares() const;
};

/// The regular files below a folder, by name.
std::vector<std::filesystem::path> filesBelow(const std::filesystem::path& folder);

/// What no ingest can do without, as a bare loop over the same libraries on so many threads: read, MD5,
/// XXH3-128, decode to 512 pixels, perceptual hash, EXIF, copy, and one sync at the end. No catalogue, no
/// check, no thumbnail. Errors: those of reading and writing.
Result<BareRun> takeInBare(const std::vector<std::filesystem::path>& files,
                           const std::filesystem::path& target, int threads);

/// What no proven copy can do without: read, MD5, XXH3-128, copy, and a sync of the file system for each
/// `group` files. `isReadBack`: each copy is also synced, dropped from the page cache, and read again with
/// its XXH3-128. Errors: those of reading and writing.
struct BareCopy
{
    std::filesystem::path target;
    int threads = 1;
    qint64 group = 64;
    bool isReadBack = false;
};
Result<BareRun> copyBare(const std::vector<std::filesystem::path>& files, const BareCopy& how);

/// What no second ingest can do without: reading and MD5.
Result<BareRun> readBare(const std::vector<std::filesystem::path>& files, int threads);

} // namespace safelight::bench
