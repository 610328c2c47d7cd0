#pragma once

#include "domain/photometadata.h"
#include "media/metadatablocks.h"

namespace safelight {

/// The three blocks of metadata of one file.
struct MetadataBlocks
{
    ExifTags exif;
    const Exiv2::XmpData& xmp;
    const Exiv2::IptcData& iptc;
};

/// When the shutter opened: EXIF original, EXIF digitised, XMP, IPTC, and last EXIF's date of change.
CaptureTime captureTimeOf(const MetadataBlocks& blocks);
int orientationOf(const ExifTags& exif);
QString lensOf(const ExifTags& exif);
/// See readMetadata() for the keys.
QJsonObject detailsOf(const MetadataBlocks& blocks);

} // namespace safelight
