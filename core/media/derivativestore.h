#pragma once

#include "base/result.h"
#include "domain/digest.h"

#include <QImage>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace safelight {

constexpr int kThumbnailLongSide = 512;

/// Pictures that are made from a photo's files, thumbnails or previews, as JPEG files keyed by the digest of
/// the file that they show: a rename keeps them, duplicates share them. A cache: it can be deleted at any
/// time, and a write that fails costs a picture on the screen, never a frame. Thread-safe and safe between
/// processes: files appear whole, by rename.
class DerivativeStore
{
public:
    /// At most kThumbnailLongSide pixels: `<folder>/ab/abcdef….jpg`.
    static DerivativeStore thumbnails(std::filesystem::path folder);
    /// At most `longSide` pixels, which is part of the name, so that those of another size are known for
    /// what they are: `<folder>/ab/abcdef…-2560.jpg`.
    static DerivativeStore previews(std::filesystem::path folder, int longSide);

    const std::filesystem::path& folder() const { return m_folder; }
    int longSide() const { return m_longSide; }

    /// By the XXH3-128 of the digest.
    std::filesystem::path pathFor(const QByteArray& xxh128) const;
    bool contains(const QByteArray& xxh128) const;

    /// The picture, reduced to `longSide` pixels while it is decoded (0: as it is). Errors: NotFound,
    /// Damaged.
    Result<QImage> load(const QByteArray& xxh128, int longSide = 0) const;
    /// Errors: InvalidArgument (no digest, no picture), those of writing.
    Status store(const QByteArray& xxh128, const QImage& picture) const;

    /// What the name of a file in a store's folder says of it.
    struct Entry
    {
        QByteArray xxh128;
        bool isOfThisStore = false; ///< false: of a store of the same kind with another size
    };
    /// None for a name that no store gives.
    std::optional<Entry> entryOf(std::string_view fileName) const;
    /// Whether it is a name under which a picture is written before it gets its own.
    static bool isTemporaryName(std::string_view fileName);

private:
    DerivativeStore(std::filesystem::path folder, int longSide, int quality, std::string suffix)
        : m_folder(std::move(folder)), m_longSide(longSide), m_quality(quality), m_suffix(std::move(suffix))
    {
    }

    std::filesystem::path m_folder;
    int m_longSide;
    int m_quality;
    std::string m_suffix; ///< of names, after the digest
};

} // namespace safelight
