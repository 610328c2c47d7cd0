#pragma once

#include "domain/photo.h"

#include <QVector>

namespace safelight {

/// A line of what is known of a photo: "Exposure": "1/250 s".
struct PhotoFact
{
    QString name;
    QString value;
};

/// What the metadata say of a photo, in the order that a photographer reads it; what is not known is left
/// out.
QVector<PhotoFact> photoFacts(const PhotoMetadata& metadata);

/// When the bytes of a file were last proven, and how.
QString verifiedText(const PhotoFile& file);

} // namespace safelight
