#include "tasks/picturemaking.h"

#include "base/units.h"

#include <QThread>

#include <algorithm>

namespace safelight {

PictureMaker pictureMaker(const TaskEnvironment& environment, const CancelToken& cancel)
{
    const Settings& settings = environment.settings;
    const DecodeLimits limits = {{settings.number(u"media.decode_memory_mb") * kBytesPerMiB},
                                 std::chrono::seconds(settings.number(u"media.decode_seconds")),
                                 cancel};
    const Library& library = environment.library;
    return {limits, DerivativeStore::thumbnails(library.thumbnailFolder()),
            DerivativeStore::previews(library.previewFolder(), settings.number(u"derivatives.preview_px"))};
}

int threadsOr(int configured)
{
    return configured > 0 ? configured : std::max(1, QThread::idealThreadCount());
}

int decoderThreads(const Settings& settings)
{
    return threadsOr(settings.number(u"ingest.decoders"));
}

} // namespace safelight
