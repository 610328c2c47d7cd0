#include "benchmarks/commands.h"
#include "benchmarks/figures.h"

#include "app/demo/shotdata.h"
#include "base/pathtext.h"

#include <QBuffer>
#include <QImage>
#include <QRandomGenerator>
#include <QtConcurrentMap>

#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <numeric>

namespace safelight::bench {

namespace {

constexpr QSize kFrame(4000, 3000);
constexpr int kSpare = 128; ///< the base pictures are larger by this, so that each file shows another part
constexpr int kBases = 3;
constexpr int kGrain = 14; ///< strength of the sensor's noise, of 255

struct CorpusWords
{
    std::string folder;
    int count = 300;
    double megabytes = 1.35;
};

/// Soft shapes, finer ones upon them, and grain: what makes a JPEG of a photograph as large as it is.
QImage basePicture(int seed)
{
    const QSize size = kFrame + QSize(kSpare, kSpare);
    QRandomGenerator random(static_cast<quint32>(seed));
    const auto layer = [&](QSize cells) {
        QImage coarse(cells, QImage::Format_RGB32);
        for (int y = 0; y < cells.height(); ++y) {
            for (int x = 0; x < cells.width(); ++x)
                coarse.setPixel(x, y, random.generate() | 0xFF000000U);
        }
        return coarse.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    };
    const QImage shapes = layer({8, 6});
    const QImage details = layer({160, 120});
    QImage picture(size, QImage::Format_RGB32);
    for (int y = 0; y < size.height(); ++y) {
        const auto* shape = reinterpret_cast<const QRgb*>(shapes.constScanLine(y));
        const auto* detail = reinterpret_cast<const QRgb*>(details.constScanLine(y));
        auto* out = reinterpret_cast<QRgb*>(picture.scanLine(y));
        for (int x = 0; x < size.width(); ++x) {
            const int grain = static_cast<int>(random.generate() % kGrain) - kGrain / 2;
            const auto mixed = [&](int a, int b) { return std::clamp((3 * a + b) / 4 + grain, 0, 255); };
            out[x] = qRgb(mixed(qRed(shape[x]), qRed(detail[x])), mixed(qGreen(shape[x]), qGreen(detail[x])),
                          mixed(qBlue(shape[x]), qBlue(detail[x])));
        }
    }
    return picture;
}

/// The part of a base picture that file `i` shows.
QImage frameOf(const std::vector<QImage>& bases, int i)
{
    const QImage& base = bases[static_cast<std::size_t>(i) % bases.size()];
    const int step = i / static_cast<int>(bases.size());
    return base.copy(QRect(QPoint(step % kSpare, step / kSpare % kSpare), kFrame));
}

QByteArray jpegOf(const QImage& picture, int quality)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    picture.save(&buffer, "JPEG", quality);
    return bytes;
}

/// The quality that gives about `bytes`, by halving.
int qualityFor(const QImage& picture, qint64 bytes)
{
    int low = 5;
    int high = 98;
    while (low < high) {
        const int middle = std::midpoint(low, high);
        if (jpegOf(picture, middle).size() < bytes)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

ShotData shotOf(int i)
{
    ShotData shot;
    shot.make = QStringLiteral("Safelight");
    shot.model = QStringLiteral("Safelight Bench 1");
    shot.lens = QStringLiteral("35mm F2");
    shot.taken = QDateTime(QDate(2026, 5, 1), QTime(9, 0)).addSecs(qint64{11} * i);
    shot.iso = 200;
    shot.aperture = 4;
    shot.exposure = 0.004;
    shot.focalLength = 35;
    return shot;
}

Status writeFrame(const std::filesystem::path& folder, const std::vector<QImage>& bases, int i, int quality)
{
    SAFELIGHT_ASSIGN(const QByteArray bytes, withShotData(jpegOf(frameOf(bases, i), quality), shotOf(i)));
    const auto path = folder / ("DSC" + std::to_string(100'000 + i) + ".JPG");
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.constData(), bytes.size());
    if (!file.flush())
        return Error{ErrorCode::WriteFailed, pathToText(path), {}, nullptr};
    return {};
}

Result<QJsonObject> makeCorpus(const CorpusWords& words)
{
    constexpr double kBytesPerMb = 1e6;
    std::vector<QImage> bases;
    for (int i = 0; i < kBases; ++i)
        bases.push_back(basePicture(i + 1));
    const int quality = qualityFor(frameOf(bases, 0), static_cast<qint64>(words.megabytes * kBytesPerMb));
    std::filesystem::create_directories(words.folder);
    std::vector<int> numbers(static_cast<std::size_t>(words.count));
    std::iota(numbers.begin(), numbers.end(), 0);
    std::mutex mutex;
    Status failure;
    QtConcurrent::blockingMap(numbers, [&](int i) {
        const Status written = writeFrame(words.folder, bases, i, quality);
        const std::lock_guard lock(mutex);
        if (!written)
            failure = written;
    });
    SAFELIGHT_TRY(failure);
    return QJsonObject{{QStringLiteral("files"), words.count}, {QStringLiteral("quality"), quality}};
}

} // namespace

void addCorpusCommand(CLI::App& app, Command& chosen)
{
    constexpr int kMost = 5'000; // beyond, parts of the base pictures would repeat
    const auto words = std::make_shared<CorpusWords>();
    CLI::App* command = app.add_subcommand("make-corpus", "Make JPEGs of 12 megapixels to be taken in");
    command->add_option("DIR", words->folder, "The folder; made where there is none")->required();
    command->add_option("--count", words->count, "How many (300)")->check(CLI::Range(1, kMost));
    command->add_option("--megabytes", words->megabytes, "Size of each, about (1.35)")
        ->check(CLI::Range(0.1, 20.0));
    command->callback([&chosen, words] { chosen = [words] { return makeCorpus(*words); }; });
}

} // namespace safelight::bench
