#include "app/demo/demoframe.h"

#include "app/demo/dngwriter.h"
#include "app/demo/scenes.h"

#include <QBuffer>
#include <QImage>
#include <QRandomGenerator>
#include <QTransform>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace safelight {

namespace {

constexpr int kQuality = 90;
constexpr int kPreviewQuality = 80;
constexpr int kFramesPerFolder = 40;
constexpr int kSummerTimeMinutes = 120;

// An upright picture that the camera held on its side stores: EXIF 6 is shown turned right, 8 turned left.
constexpr int kUpright = 1;
constexpr int kTurnRight = 6;
constexpr int kTurnLeft = 8;

struct Lens
{
    const char* name;
    double focalLength;
    double widest;
};

constexpr std::array<Lens, 4> kLenses = {{
    {"Safelight 24mm f/1.8", 24, 1.8},
    {"Safelight 35mm f/1.8", 35, 1.8},
    {"Safelight 50mm f/1.4", 50, 1.4},
    {"Safelight 85mm f/1.8 Macro", 85, 1.8},
}};

/// Hour of the day after a part (0…1) of the shoot: photographers linger where the light is good.
double hourAfter(double part)
{
    struct Leg
    {
        double part;
        double hour;
    };
    static constexpr std::array<Leg, 5> kDay = {
        {{0.0, 5.1}, {0.22, 7.6}, {0.5, 16.6}, {0.78, 20.7}, {1.0, 23.2}}};
    const auto* next = std::ranges::find_if(kDay.begin() + 1, kDay.end() - 1,
                                            [part](const Leg& leg) { return part < leg.part; });
    const Leg& from = *(next - 1);
    return std::lerp(from.hour, next->hour, (part - from.part) / (next->part - from.part));
}

/// An exposure that suits the light: long and sensitive at night.
void setExposure(ShotData& shot, double hour, QRandomGenerator& random)
{
    static constexpr std::array kStops = {2.8, 4.0, 5.6, 8.0, 11.0};
    static constexpr std::array kDayTimes = {1.0 / 1000, 1.0 / 500, 1.0 / 320, 1.0 / 250, 1.0 / 125};
    static constexpr std::array kNightTimes = {1.0 / 30, 1.0 / 8, 0.5, 2.0, 15.0};
    const bool isDark = hour < 5.6 || hour > 20.4;
    const Lens& lens = kLenses[random.bounded(static_cast<quint32>(kLenses.size()))];
    const auto pick = [&random](const auto& values) {
        return values[random.bounded(static_cast<quint32>(values.size()))];
    };
    shot.lens = QString::fromLatin1(lens.name);
    shot.focalLength = lens.focalLength;
    shot.aperture = isDark ? lens.widest : pick(kStops);
    shot.exposure = isDark ? pick(kNightTimes) : pick(kDayTimes);
    shot.iso = isDark ? 800 << random.bounded(3U) : 100 << random.bounded(2U);
}

ShotData shotAt(double hour, QRandomGenerator& random)
{
    ShotData shot;
    shot.make = QStringLiteral("Safelight");
    shot.model = QStringLiteral("Demo 1");
    const auto milliseconds = static_cast<int>(std::lround(hour * 3'600'000));
    shot.taken = QDateTime(QDate(2026, 6, 20), QTime::fromMSecsSinceStartOfDay(milliseconds), Qt::UTC);
    shot.offsetMinutes = kSummerTimeMinutes;
    setExposure(shot, hour, random);
    return shot;
}

GpsPosition positionAt(double part)
{
    return {46.55 + 0.12 * part, 8.02 + 0.31 * part, 620.0 + 900.0 * part};
}

Result<QByteArray> encoded(const QImage& image, const char* format, int quality)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!image.save(&buffer, format, quality))
        return Error{ErrorCode::Internal,
                     {},
                     QStringLiteral("Qt cannot write %1").arg(QLatin1String(format)),
                     nullptr};
    return bytes;
}

/// The picture as the sensor saw it, for a camera that was held as `orientation` says.
QImage asStored(const QImage& upright, int orientation)
{
    if (orientation == kTurnRight)
        return upright.transformed(QTransform().rotate(-90));
    if (orientation == kTurnLeft)
        return upright.transformed(QTransform().rotate(90));
    return upright;
}

Result<QByteArray> rawFile(const QImage& stored, const ShotData& shot)
{
    const QImage sensor = stored.scaled(stored.size() * 3 / 4, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    SAFELIGHT_ASSIGN(const QByteArray preview,
                     encoded(stored.scaled(stored.size() / 2, Qt::KeepAspectRatio, Qt::SmoothTransformation),
                             "JPEG", kPreviewQuality));
    const QByteArray dng =
        dngBytes(sensor, preview, shot.make.toUtf8(), shot.model.toUtf8(), shot.orientation);
    return withShotData(dng, shot);
}

} // namespace

std::string frameName(int number, const char* extension)
{
    std::array<char, 16> digits = {};
    std::snprintf(digits.data(), digits.size(), "DSC_%04d", number);
    return std::string(digits.data()) + extension;
}

std::string DemoFrame::stem() const
{
    return frameName(number, "");
}

std::filesystem::path DemoFrame::pictureName() const
{
    return std::filesystem::path("DCIM") / (std::to_string(folder) + "SAFE") /
           frameName(number, isPng ? ".PNG" : ".JPG");
}

std::filesystem::path DemoFrame::rawName() const
{
    return pictureName().replace_extension(".DNG");
}

std::vector<DemoFrame> planFrames(int count, QSize size, quint32 seed)
{
    QRandomGenerator random(seed);
    std::vector<DemoFrame> frames;
    frames.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const double part = (i + 0.6 * random.generateDouble()) / count;
        DemoFrame frame;
        frame.number = i + 1;
        frame.folder = 100 + i / kFramesPerFolder;
        frame.seed = random.generate();
        frame.scene = i;
        frame.hour = hourAfter(part);
        frame.hasRaw = i % 7 == 2;
        frame.isPng = i % 17 == 10;
        frame.shot = shotAt(frame.hour, random);
        const bool isTall = i % 6 == 4;
        frame.size = isTall ? size.transposed() : size;
        // What is exported as PNG was turned upright by the program that exported it.
        if (isTall && !frame.isPng)
            frame.shot.orientation = i % 12 == 4 ? kTurnRight : kTurnLeft;
        if (i % 9 == 3)
            frame.shot.gps = positionAt(part);
        frames.push_back(std::move(frame));
    }
    return frames;
}

Result<DemoFrameFiles> renderFrame(const DemoFrame& frame)
{
    const QImage upright = paintScene(sceneFor(frame.hour, frame.scene), frame.size, frame.hour, frame.seed);
    const QImage stored = asStored(upright, frame.shot.orientation);
    DemoFrameFiles files;
    SAFELIGHT_ASSIGN(const QByteArray picture,
                     encoded(stored, frame.isPng ? "PNG" : "JPEG", frame.isPng ? -1 : kQuality));
    SAFELIGHT_ASSIGN(files.picture, withShotData(picture, frame.shot));
    if (frame.hasRaw) {
        SAFELIGHT_ASSIGN(files.raw, rawFile(stored, frame.shot));
    }
    return files;
}

QByteArray demoSidecar()
{
    return QByteArrayLiteral(R"(<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmp:Rating="4" xmp:Label="Green">
   <dc:subject>
    <rdf:Bag>
     <rdf:li>landscape</rdf:li>
     <rdf:li>demo</rdf:li>
    </rdf:Bag>
   </dc:subject>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
)");
}

} // namespace safelight
