#pragma once

#include "app/demo/shotdata.h"
#include "base/result.h"

#include <QByteArray>
#include <QSize>

#include <filesystem>
#include <string>
#include <vector>

namespace safelight {

/// One frame of a demo shoot, before it is painted.
struct DemoFrame
{
    int number = 1;   ///< as in DSC_0001
    int folder = 100; ///< as in DCIM/100SAFE
    quint32 seed = 0;
    int scene = 0;   ///< see sceneFor()
    double hour = 0; ///< of the day that is painted
    QSize size;      ///< of the upright picture
    bool hasRaw = false;
    bool isPng = false;
    ShotData shot;

    std::string stem() const;
    std::filesystem::path pictureName() const;
    std::filesystem::path rawName() const;
};

/// `DSC_0001.JPG`
std::string frameName(int number, const char* extension);

struct DemoFrameFiles
{
    QByteArray picture; ///< JPEG or PNG
    QByteArray raw;     ///< DNG, where the frame has one
};

// Frames that every shoot has: a plain landscape JPEG, and one with a DNG (indices into the plan).
constexpr std::size_t kPlainFrame = 0;
constexpr std::size_t kRawFrame = 2;

/// A day from before dawn until night, one frame after the other.
std::vector<DemoFrame> planFrames(int count, QSize size, quint32 seed);

/// Paints a frame and puts its files together. Any thread.
Result<DemoFrameFiles> renderFrame(const DemoFrame& frame);

/// An XMP sidecar with a rating, a label and keywords.
QByteArray demoSidecar();

} // namespace safelight
