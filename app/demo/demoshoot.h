#pragma once

#include "base/canceltoken.h"
#include "base/ids.h"
#include "base/result.h"

#include <QSize>

#include <filesystem>
#include <functional>

namespace safelight {

/// What a demo shoot is to be like.
struct DemoShootOptions
{
    int count = 60; ///< frames, 12…9000; the odd files below come on top
    QSize size =
        QSize(1600, 1067); ///< of the JPEGs, landscape, at least 64×48; the DNGs are a little smaller
    quint32 seed = 1;      ///< the same seed gives the same bytes
    CancelToken cancel;
    /// Called with the number of frames made, of `count`, from the threads that make them, one at a time.
    std::function<void(int done, int total)> progress;
};

/// What was made. Paths are relative to the shoot's folder.
struct DemoShootSummary
{
    int frames =
        0; ///< photographs that are taken in as photos of their own: neither the copies nor the broken files
    int files = 0;
    int rawPairs = 0; ///< frames with both a JPEG and a DNG
    int pngs = 0;
    ByteCount bytes;
    std::filesystem::path original;    ///< the frame that the two copies below show
    std::filesystem::path exactCopy;   ///< the same bytes under another name
    std::filesystem::path nearCopy;    ///< smaller and compressed again
    std::filesystem::path sidecar;     ///< XMP, beside a frame with a DNG
    std::filesystem::path truncated;   ///< a JPEG that ends half-way
    std::filesystem::path notAPicture; ///< text named .JPG
};

/// Makes a shoot as a camera's card would hold it (DCIM/100SAFE/DSC_0001.JPG, …): painted landscapes from
/// before dawn until night, with EXIF, some with a DNG beside them, some upright ones stored turned, a few
/// PNGs, and the odd files that `DemoShootSummary` names. Uses all processors; needs an application object
/// only as Qt's picture plugins do. Nothing is overwritten: `folder` must not exist or be empty. What was
/// written before a failure stays. Errors: AlreadyExists (the folder is not empty), InvalidArgument,
/// Cancelled, and those of writing files.
Result<DemoShootSummary> makeDemoShoot(const std::filesystem::path& folder, const DemoShootOptions& options);

} // namespace safelight
