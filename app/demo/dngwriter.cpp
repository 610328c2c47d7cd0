#include "app/demo/dngwriter.h"

#include "app/demo/tiffwriter.h"

#include <QtEndian>

#include <array>
#include <cmath>

namespace safelight {

namespace {

// Tags of TIFF 6.0, TIFF/EP and DNG 1.4.
enum Tag : quint16 {
    NewSubfileType = 254,
    ImageWidth = 256,
    ImageLength = 257,
    BitsPerSample = 258,
    Compression = 259,
    PhotometricInterpretation = 262,
    Make = 271,
    Model = 272,
    StripOffsets = 273,
    Orientation = 274,
    SamplesPerPixel = 277,
    RowsPerStrip = 278,
    StripByteCounts = 279,
    PlanarConfiguration = 284,
    Software = 305,
    SubIfds = 330,
    YCbCrSubSampling = 530,
    CfaRepeatPatternDim = 33421,
    CfaPattern = 33422,
    DngVersion = 50706,
    DngBackwardVersion = 50707,
    UniqueCameraModel = 50708,
    BlackLevel = 50714,
    WhiteLevel = 50717,
    ColorMatrix1 = 50721,
    AsShotNeutral = 50728,
    CalibrationIlluminant1 = 50778,
};

constexpr quint32 kReducedPicture = 1;
constexpr quint16 kUncompressed = 1;
constexpr quint16 kJpegCompression = 7;
constexpr quint16 kYCbCr = 6;
constexpr quint16 kColorFilterArray = 32803;
constexpr quint16 kDaylight65 = 21;
constexpr quint16 kWhite = 65535;

/// The sRGB curve (IEC 61966-2-1) undone, 8 bits to 16.
std::array<quint16, 256> makeLinearLight()
{
    std::array<quint16, 256> table = {};
    for (std::size_t i = 0; i < table.size(); ++i) {
        const double value = static_cast<double>(i) / 255.0;
        const double linear = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
        table[i] = static_cast<quint16>(std::lround(linear * kWhite));
    }
    return table;
}

QByteArray mosaic(const QImage& rgb, QSize size)
{
    static const std::array<quint16, 256> linearLight = makeLinearLight();
    QByteArray samples(qsizetype{2} * size.width() * size.height(), Qt::Uninitialized);
    char* to = samples.data();
    for (int y = 0; y < size.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(rgb.constScanLine(y));
        for (int x = 0; x < size.width(); ++x, to += 2) {
            const bool isRed = y % 2 == 0 && x % 2 == 0;
            const bool isBlue = y % 2 == 1 && x % 2 == 1;
            const int value = isRed ? qRed(line[x]) : isBlue ? qBlue(line[x]) : qGreen(line[x]);
            qToLittleEndian(linearLight[static_cast<std::size_t>(value)], to);
        }
    }
    return samples;
}

void addPicture(TiffDirectory& directory, QSize size, quint32 offset, qsizetype bytes)
{
    directory.addLongs(ImageWidth, {static_cast<quint32>(size.width())});
    directory.addLongs(ImageLength, {static_cast<quint32>(size.height())});
    directory.addLongs(StripOffsets, {offset});
    directory.addLongs(RowsPerStrip, {static_cast<quint32>(size.height())});
    directory.addLongs(StripByteCounts, {static_cast<quint32>(bytes)});
    directory.addShorts(PlanarConfiguration, {1});
}

TiffDirectory rawDirectory(QSize size, quint32 offset, qsizetype bytes)
{
    TiffDirectory raw;
    addPicture(raw, size, offset, bytes);
    raw.addLongs(NewSubfileType, {0});
    raw.addShorts(BitsPerSample, {16});
    raw.addShorts(Compression, {kUncompressed});
    raw.addShorts(PhotometricInterpretation, {kColorFilterArray});
    raw.addShorts(SamplesPerPixel, {1});
    raw.addShorts(CfaRepeatPatternDim, {2, 2});
    raw.addBytes(CfaPattern, QByteArrayView("\0\1\1\2", 4));
    raw.addShorts(BlackLevel, {0});
    raw.addLongs(WhiteLevel, {kWhite});
    return raw;
}

/// The camera's own colours are linear sRGB, so the matrix is the one from XYZ to it (IEC 61966-2-1).
void addColours(TiffDirectory& directory)
{
    directory.addSignedRationals(ColorMatrix1, {{32406, 10000},
                                                {-15372, 10000},
                                                {-4986, 10000},
                                                {-9689, 10000},
                                                {18758, 10000},
                                                {415, 10000},
                                                {557, 10000},
                                                {-2040, 10000},
                                                {10570, 10000}});
    directory.addRationals(AsShotNeutral, {{1, 1}, {1, 1}, {1, 1}});
    directory.addShorts(CalibrationIlluminant1, {kDaylight65});
}

} // namespace

QByteArray dngBytes(const QImage& picture, const QByteArray& previewJpeg, const QByteArray& make,
                    const QByteArray& model, int orientation)
{
    const QSize size(picture.width() / 2 * 2, picture.height() / 2 * 2);
    const QByteArray samples = mosaic(picture.convertToFormat(QImage::Format_RGB32), size);
    const QSize previewSize = QImage::fromData(previewJpeg, "JPEG").size();

    TiffWriter file;
    const quint32 previewAt = file.append(QByteArrayView(previewJpeg));
    const quint32 samplesAt = file.append(QByteArrayView(samples));
    const quint32 rawAt = file.append(rawDirectory(size, samplesAt, samples.size()));

    TiffDirectory first;
    addPicture(first, previewSize, previewAt, previewJpeg.size());
    first.addLongs(NewSubfileType, {kReducedPicture});
    first.addShorts(BitsPerSample, {8, 8, 8});
    first.addShorts(Compression, {kJpegCompression});
    first.addShorts(PhotometricInterpretation, {kYCbCr});
    first.addShorts(SamplesPerPixel, {3});
    first.addShorts(YCbCrSubSampling, {2, 2});
    first.addShorts(Orientation, {static_cast<quint16>(orientation)});
    first.addText(Make, make);
    first.addText(Model, model);
    first.addText(Software, "Safelight");
    first.addLongs(SubIfds, {rawAt});
    first.addBytes(DngVersion, QByteArrayView("\1\4\0\0", 4));
    first.addBytes(DngBackwardVersion, QByteArrayView("\1\1\0\0", 4));
    first.addText(UniqueCameraModel, QByteArray(make + ' ' + model));
    addColours(first);
    const quint32 firstAt = file.append(first);
    return std::move(file).finish(firstAt);
}

} // namespace safelight
