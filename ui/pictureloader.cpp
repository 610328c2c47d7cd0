#include "ui/pictureloader.h"

#include "base/pathtext.h"
#include "media/derivativestore.h"
#include "media/picturedecoder.h"

#include <algorithm>

namespace safelight {

namespace {

/// The order in which a photo's files are shown: what decodes fast and well comes first.
int fileRank(const PhotoFile& file)
{
    if (!file.isPresent || file.kind == FileKind::Sidecar)
        return -1;
    const auto format = formatForName(file.name.toStdString());
    if (!format || format->decoder == Decoder::None)
        return -1;
    const int kindRank = file.kind == FileKind::Jpg ? 3 : file.kind == FileKind::Raw ? 2 : 1;
    return file.damage.isEmpty() ? kindRank + 3 : kindRank;
}

} // namespace

PictureRequest requestFor(const PhotoDetails& details, const std::filesystem::path& folder)
{
    PictureRequest request;
    request.orientation = details.photo.metadata.orientation;
    int best = -1;
    for (const PhotoFile& file : details.files) {
        const bool hasThumbnail =
            file.kind != FileKind::Sidecar && file.perceptualHash && file.digest.isKnown();
        if (request.thumbnailKey.isEmpty() && hasThumbnail)
            request.thumbnailKey = file.digest.xxh128;
        if (fileRank(file) <= best)
            continue;
        best = fileRank(file);
        request.fileName = file.name;
        request.file = folder / pathFromText(file.name);
    }
    return request;
}

PictureLoader::PictureLoader(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

PictureLoader::~PictureLoader()
{
    m_cancel.cancel();
    m_pool.waitForDone();
}

void PictureLoader::stop()
{
    ++m_generation;
    m_cancel.cancel();
    m_cancel = CancelToken();
    m_pool.clear();
}

void PictureLoader::load(const PictureRequest& request)
{
    stop();
    m_pool.start([this, request, generation = m_generation, cancel = m_cancel] {
        const auto send = [&](const QImage& image) {
            QMetaObject::invokeMethod(
                this, [this, generation, image] { take(generation, image); }, Qt::QueuedConnection);
        };
        const auto thumbnail =
            DerivativeStore::thumbnails(request.thumbnailFolder).load(request.thumbnailKey);
        if (thumbnail)
            send(*thumbnail);
        Error reason{ErrorCode::NotFound, request.fileName, {}, nullptr};
        const auto format = formatForName(request.fileName.toStdString());
        if (!request.file.empty() && format) {
            const DecodeLimits limits{request.memory, request.time, cancel};
            const auto picture =
                decodePicture(request.file, *format, request.longSide, request.orientation, limits);
            if (picture) {
                send(picture->image);
                return;
            }
            reason = picture.error();
        }
        if (!thumbnail) {
            QMetaObject::invokeMethod(
                this,
                [this, generation, reason] {
                    if (generation == m_generation)
                        Q_EMIT nothingToShow(reason);
                },
                Qt::QueuedConnection);
        }
    });
}

void PictureLoader::take(int generation, const QImage& image)
{
    if (generation == m_generation)
        Q_EMIT loaded(image);
}

} // namespace safelight
