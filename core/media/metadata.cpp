#include "media/metadata.h"

#include "media/exifdetails.h"
#include "media/filebytes.h"
#include "media/heifdecoder.h"
#include "media/metadatatext.h"
#include "media/rawfile.h"

#include <exiv2/exiv2.hpp>

#include <mutex>

namespace safelight {

namespace {

/// Exiv2 takes a bare function, so its log has to be reachable without an argument.
EventLog& exiv2Log()
{
    static EventLog log;
    return log;
}

void onExiv2Message(int level, const char* message)
{
    QJsonObject fields;
    fields.insert(QStringLiteral("exiv2_level"), level);
    fields.insert(QStringLiteral("text"), metadataText(message));
    exiv2Log().write(LogLevel::Debug, u"metadata_message", fields);
}

void lockXmp(void* mutex, bool isLocking)
{
    auto& lock = *static_cast<std::recursive_mutex*>(mutex);
    if (isLocking)
        lock.lock();
    else
        lock.unlock();
}

/// Exiv2 also reads videos, sounds and PostScript, with code that is not made for hostile files.
bool isPicture(Exiv2::Image& image)
{
    const std::string type = image.mimeType();
    return type.starts_with("image/") || type == "application/rdf+xml"; // an XMP sidecar
}

PhotoMetadata fromExiv2(Exiv2::Image& image)
{
    image.readMetadata();
    const MetadataBlocks blocks{ExifTags(image.exifData()), image.xmpData(), image.iptcData()};
    PhotoMetadata metadata;
    metadata.taken = captureTimeOf(blocks);
    metadata.orientation = orientationOf(blocks.exif);
    metadata.width = static_cast<int>(image.pixelWidth());
    metadata.height = static_cast<int>(image.pixelHeight());
    metadata.camera = cameraName(blocks.exif.text("Exif.Image.Make"), blocks.exif.text("Exif.Image.Model"));
    metadata.lens = lensOf(blocks.exif);
    metadata.details = detailsOf(blocks);
    return metadata;
}

Result<PhotoMetadata> exiv2Metadata(QByteArrayView bytes, const FileFormat& format)
{
    try {
        const auto* data = reinterpret_cast<const Exiv2::byte*>(bytes.data());
        if (Exiv2::ImageFactory::getType(data, bytes.size()) != Exiv2::ImageType::none) {
            const auto image = Exiv2::ImageFactory::open(data, bytes.size());
            if (isPicture(*image))
                return fromExiv2(*image);
        }
        const ErrorCode code = format.decoder == Decoder::None ? ErrorCode::Unsupported : ErrorCode::Damaged;
        return Error{code, QString(), QStringLiteral("of no type that is read"), nullptr};
    } catch (const std::exception& error) { // Exiv2's own errors among them
        return Error{ErrorCode::Damaged, QString(), metadataText(error.what()), nullptr};
    }
}

Result<PhotoMetadata> readBytes(QByteArrayView bytes, const FileFormat& format)
{
    Result<PhotoMetadata> metadata = exiv2Metadata(bytes, format);
    if (format.decoder == Decoder::Raw) {
        PhotoMetadata combined = metadata ? metadata.value() : PhotoMetadata();
        if (addRawMetadata(bytes, combined))
            return combined;
    }
    if (format.decoder == Decoder::Heif) {
        // Exiv2 names the size of whichever item it meets first, which may be a tile or the thumbnail.
        const std::optional<QSize> size = heifStoredSize(bytes);
        PhotoMetadata combined = metadata ? metadata.value() : PhotoMetadata();
        if (size) {
            combined.width = size->width();
            combined.height = size->height();
            return combined;
        }
    }
    return metadata;
}

} // namespace

void initialiseMetadata(const EventLog& log)
{
    static std::recursive_mutex xmpMutex;
    exiv2Log() = log;
    Exiv2::LogMsg::setHandler(onExiv2Message);
    Exiv2::XmpParser::initialize(lockXmp, &xmpMutex);
#ifdef EXV_ENABLE_BMFF
    Exiv2::enableBMFF(true);
#endif
}

Result<PhotoMetadata> readMetadata(const PictureSource& source, const FileFormat& format)
{
    if (format.isVideo)
        return Error{ErrorCode::Unsupported, subjectOf(source), QStringLiteral("video"), nullptr};
    SAFELIGHT_ASSIGN(const FileBytes file, FileBytes::open(source));
    try {
        Result<PhotoMetadata> metadata = readBytes(file.view(), format);
        if (metadata)
            return metadata;
        Error error = metadata.error();
        error.subject = subjectOf(source);
        return error;
    } catch (const std::exception& error) {
        return Error{ErrorCode::Damaged, subjectOf(source), metadataText(error.what()), nullptr};
    }
}

} // namespace safelight
