#include "media/picturemaker.h"

#include "media/perceptualhash.h"
#include "media/pictureshape.h"

#include <exception>

namespace safelight {

namespace {

DerivativeStatus statusFor(ErrorCode code)
{
    return code == ErrorCode::Unsupported ? DerivativeStatus::Unsupported : DerivativeStatus::Failed;
}

PictureOutcome failure(const PictureWish& wish, Error error)
{
    PictureOutcome outcome;
    outcome.thumbnail = statusFor(error.code);
    if (wish.wantsPreview)
        outcome.preview = outcome.thumbnail;
    outcome.damage = std::move(error);
    return outcome;
}

/// A picture that cannot be written costs a view on the screen; it stays pending and is made again.
DerivativeStatus stored(const DerivativeStore& store, const QByteArray& key, const QImage& picture,
                        std::optional<Error>& error)
{
    if (store.contains(key))
        return DerivativeStatus::Ready;
    const Status status = store.store(key, picture);
    if (!status)
        error = status.error();
    return status ? DerivativeStatus::Ready : DerivativeStatus::Pending;
}

} // namespace

PictureOutcome PictureMaker::make(const PictureWish& wish) const
{
    try {
        return tryToMake(wish);
    } catch (const std::exception& caught) {
        return failure(wish, {ErrorCode::Internal, {}, QString::fromUtf8(caught.what()), nullptr});
    }
}

PictureOutcome PictureMaker::tryToMake(const PictureWish& wish) const
{
    PictureOutcome outcome;
    if (m_limits.cancel.isCancelled())
        return outcome; // stays pending
    const bool isAllThere = !wish.wantsHash && m_thumbnails.contains(wish.xxh128) &&
                            (!wish.wantsPreview || m_previews.contains(wish.xxh128));
    if (isAllThere) {
        outcome.thumbnail = DerivativeStatus::Ready;
        outcome.preview = wish.wantsPreview ? DerivativeStatus::Ready : DerivativeStatus::Pending;
        return outcome;
    }
    const int longSide = wish.wantsPreview ? m_previews.longSide() : m_thumbnails.longSide();
    const auto picture = decodePicture(wish.source, wish.format, longSide, wish.orientation, m_limits);
    if (!picture)
        return picture.error().code == ErrorCode::Cancelled ? outcome : failure(wish, picture.error());
    storePictures(wish, *picture, outcome);
    if (picture->isDamaged)
        outcome.damage = Error{ErrorCode::Damaged, {}, picture->damageDetail, nullptr};
    else if (!picture->mismatch.isEmpty())
        outcome.damage = Error{ErrorCode::WrongType, {}, picture->mismatch, nullptr};
    return outcome;
}

void PictureMaker::storePictures(const PictureWish& wish, const DecodedPicture& picture,
                                 PictureOutcome& outcome) const
{
    const QImage& large = picture.image;
    const bool isLarger = std::max(large.width(), large.height()) > m_thumbnails.longSide();
    // Of a whole picture the size that it has when it is decoded for itself: rounded once, not twice.
    const bool isWhole = fitted(picture.fullSize, m_previews.longSide()) == large.size();
    const QSize target = fitted(isWhole ? picture.fullSize : large.size(), m_thumbnails.longSide());
    const QImage small = isLarger ? reduced(large, target) : large;
    if (small.isNull()) {
        outcome = failure(wish, {ErrorCode::TooLarge, {}, QStringLiteral("not enough memory"), nullptr});
        return;
    }
    if (wish.wantsHash)
        outcome.hash = perceptualHash(small);
    outcome.thumbnail = stored(m_thumbnails, wish.xxh128, small, outcome.storing);
    if (wish.wantsPreview)
        outcome.preview = stored(m_previews, wish.xxh128, large, outcome.storing);
}

} // namespace safelight
