#pragma once

#include "base/ids.h"
#include "domain/availability.h"
#include "domain/decision.h"
#include "domain/digest.h"
#include "domain/photometadata.h"

#include <QDateTime>

#include <optional>
#include <vector>

namespace safelight {

/// State of a picture that is derived from a photo's files. Stored by value; never renumber.
enum class DerivativeStatus {
    Pending = 0,     ///< not made yet
    Ready = 1,       ///< in the thumbnail store
    Unsupported = 2, ///< no decoder for this format: shown by a symbol
    Failed = 3,      ///< the file is damaged or claims to be larger than it may be
};

/// The version of the perceptual hash that this program takes (media/perceptualhash.h), stored beside each
/// hash.
constexpr int kPerceptualHashVersion = 1;

/// Whether a file's picture can be shown: it was decoded, if only in part. `damage` is that of the file's
/// row.
inline bool isShowable(bool hasHash, QStringView damage)
{
    return hasHash && (damage.isEmpty() || damage == u"damaged" || damage == u"wrong_type");
}

/// One file of a photo: a variant or a sidecar.
struct PhotoFile
{
    FileId id;
    PhotoId photo;
    QString name; ///< carried text (base/pathtext.h), relative to the project's folder
    FileKind kind = FileKind::Other;
    bool isPresent = true;
    Digest digest; ///< md5 and xxh128 empty: pending
    Digest
        madeFrom; ///< the source that a sidecar was written from; not known: it is a copy, as nearly all are
    qint64 mtimeNs = 0;
    std::optional<quint64> perceptualHash;
    QDateTime verifiedAt;  ///< UTC, when the bytes were last proven; invalid: never
    QString verifiedLevel; ///< size, digest, readback
    QString
        damage; ///< why it could not be decoded, as an error code's name; empty: it could, or was not tried

    /// Whether these bytes are its own, or those that it was made from.
    bool holds(const Digest& bytes) const
    {
        return digest == bytes || (madeFrom.isKnown() && madeFrom == bytes);
    }
    /// Whether an ingest made it, where there was no source.
    bool isMade() const { return madeFrom.isKnown() && madeFrom.size == ByteCount(); }
};

/// One frame of a project.
struct Photo
{
    PhotoId id;
    ProjectId project;
    QString stem; ///< carried text
    Availability available;
    Availability keep{true, true, true};
    QDateTime decidedAt; ///< when a person said what is to be kept; invalid: nobody did
    PhotoMetadata metadata;
    DerivativeStatus thumbnail = DerivativeStatus::Pending;
    DerivativeStatus preview = DerivativeStatus::Pending;
    QDateTime createdAt;
    QDateTime updatedAt;

    Decision decision() const { return decisionOf(keep, decidedAt.isValid()); }
};

} // namespace safelight
