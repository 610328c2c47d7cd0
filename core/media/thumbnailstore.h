#pragma once

#include "base/result.h"
#include "domain/digest.h"

#include <QImage>

#include <filesystem>

namespace safelight {

constexpr int kThumbnailLongSide = 512;

/// Thumbnails as JPEG files, keyed by the digest of the file that they show: a rename keeps them, duplicates
/// share them. A cache: it can be deleted at any time, and a write that fails costs a picture on the screen,
/// never a frame. Thread-safe and safe between processes: files appear whole, by rename.
class ThumbnailStore
{
public:
    explicit ThumbnailStore(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    /// `<folder>/ab/abcdef….jpg` by the XXH3-128 of the digest.
    std::filesystem::path pathFor(const QByteArray& xxh128) const;
    bool contains(const QByteArray& xxh128) const;

    /// Errors: NotFound, Damaged.
    Result<QImage> load(const QByteArray& xxh128) const;
    Status store(const QByteArray& xxh128, const QImage& picture) const;

private:
    std::filesystem::path m_folder;
};

} // namespace safelight
