#pragma once

#include "domain/photo.h"
#include "media/derivativestore.h"
#include "media/picturedecoder.h"

#include <optional>

namespace safelight {

/// What is to be made of one file.
struct PictureWish
{
    PictureSource source;
    FileFormat format;
    QByteArray xxh128; ///< of the source's bytes
    int orientation = 1;
    bool wantsHash = true;
    bool wantsPreview = false;
};

/// What decoding one file gave.
struct PictureOutcome
{
    std::optional<quint64> hash;
    /// Pending: the work was cancelled, or the picture could not be stored.
    DerivativeStatus thumbnail = DerivativeStatus::Pending;
    /// Pending also where none was asked for.
    DerivativeStatus preview = DerivativeStatus::Pending;
    std::optional<Error> damage;
    std::optional<Error> storing; ///< why a picture could not be stored: says nothing of the file
};

/// Makes what is derived from a file's picture: perceptual hash, thumbnail, preview. Decodes once for all of
/// them, and not at all for what is in the stores already. Thread-safe.
class PictureMaker
{
public:
    PictureMaker(DecodeLimits limits, DerivativeStore thumbnails, DerivativeStore previews)
        : m_limits(std::move(limits)), m_thumbnails(std::move(thumbnails)), m_previews(std::move(previews))
    {
    }

    /// Never throws.
    PictureOutcome make(const PictureWish& wish) const;

    const DecodeLimits& limits() const { return m_limits; }
    const DerivativeStore& thumbnails() const { return m_thumbnails; }
    const DerivativeStore& previews() const { return m_previews; }

private:
    PictureOutcome tryToMake(const PictureWish& wish) const;
    void storePictures(const PictureWish& wish, const DecodedPicture& picture, PictureOutcome& outcome) const;

    DecodeLimits m_limits;
    DerivativeStore m_thumbnails;
    DerivativeStore m_previews;
};

} // namespace safelight
