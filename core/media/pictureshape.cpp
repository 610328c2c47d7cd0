#include "media/pictureshape.h"

#include "media/areascaler.h"

#include <QColorSpace>
#include <QPainter>
#include <QTransform>

#include <algorithm>
#include <vector>

namespace safelight {

namespace {

bool swapsSides(int orientation)
{
    return orientation >= 5 && orientation <= 8;
}

QImage::Format workingFormat(const QImage& picture)
{
    if (picture.hasAlphaChannel())
        return QImage::Format_ARGB32_Premultiplied;
    return picture.format() == QImage::Format_Grayscale8 ? QImage::Format_Grayscale8 : QImage::Format_RGB32;
}

void expandRow(const uchar* rgb, QRgb* out, int width)
{
    for (int x = 0; x < width; ++x, rgb += 3)
        out[x] = qRgb(rgb[0], rgb[1], rgb[2]);
}

} // namespace

QSize fitted(QSize size, int longSide)
{
    const int longer = std::max(size.width(), size.height());
    if (longSide <= 0 || longer <= longSide)
        return size;
    const auto scaled = [&](int side) {
        return std::max(1, static_cast<int>((qint64{side} * longSide + longer / 2) / longer));
    };
    return {scaled(size.width()), scaled(size.height())};
}

QImage reduced(const QImage& picture, int longSide)
{
    return reduced(picture, fitted(picture.size(), longSide));
}

QImage reduced(const QImage& picture, QSize target)
{
    const QImage::Format format = workingFormat(picture);
    if (target == picture.size())
        return picture.convertToFormat(format);
    // The widest format, three bytes a pixel, is widened row by row: a copy of the whole would double the
    // memory.
    const bool isPacked = picture.format() == QImage::Format_RGB888;
    const QImage source = isPacked ? picture : picture.convertToFormat(format);
    QImage result(target, format);
    if (source.isNull() || result.isNull())
        return {};
    AreaScaler scaler(source.size(), result);
    std::vector<QRgb> wide(isPacked ? static_cast<size_t>(source.width()) : 0);
    for (int y = 0; y < source.height(); ++y) {
        if (isPacked)
            expandRow(source.constScanLine(y), wide.data(), source.width());
        scaler.addRow(isPacked ? reinterpret_cast<const uchar*>(wide.data()) : source.constScanLine(y));
    }
    return result;
}

QImage oriented(const QImage& stored, int orientation)
{
    switch (orientation) {
    case 2:
        return stored.mirrored(true, false);
    case 3:
        return stored.mirrored(true, true);
    case 4:
        return stored.mirrored(false, true);
    case 5:
        return stored.transformed(QTransform().rotate(90)).mirrored(true, false);
    case 6:
        return stored.transformed(QTransform().rotate(90));
    case 7:
        return stored.transformed(QTransform().rotate(90)).mirrored(false, true);
    case 8:
        return stored.transformed(QTransform().rotate(270));
    default:
        return stored;
    }
}

QSize orientedSize(QSize stored, int orientation)
{
    return swapsSides(orientation) ? stored.transposed() : stored;
}

QImage flattened(const QImage& picture)
{
    if (!picture.hasAlphaChannel())
        return picture.convertToFormat(workingFormat(picture));
    QImage result(picture.size(), QImage::Format_RGB32);
    if (result.isNull())
        return result;
    result.fill(Qt::white);
    QPainter(&result).drawImage(0, 0, picture);
    return result;
}

void convertToSrgb(QImage& picture, const QByteArray& iccProfile)
{
    if (iccProfile.isEmpty() || picture.isNull() || picture.format() == QImage::Format_Grayscale8)
        return;
    const QColorSpace space = QColorSpace::fromIccProfile(iccProfile);
    const QColorSpace srgb(QColorSpace::SRgb);
    if (!space.isValid() || space == srgb)
        return;
    picture.setColorSpace(space);
    picture.convertToColorSpace(srgb);
}

} // namespace safelight
