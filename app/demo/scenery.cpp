#include "app/demo/scenery.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace safelight {

namespace {

QColor withAlpha(QColor colour, double alpha)
{
    colour.setAlphaF(static_cast<float>(std::clamp(alpha, 0.0, 1.0)));
    return colour;
}

double smoothStep(double low, double high, double value)
{
    const double t = std::clamp((value - low) / (high - low), 0.0, 1.0);
    return t * t * (3 - 2 * t);
}

/// What stands in front: nearly black against the light, with some of its own green by day.
QColor groundColour(const Daylight& light)
{
    const QColor lit = mixed(QColor(0x2E4630), QColor(0x3F4A3A), light.sunHeight);
    return mixed(QColor(0x080B14), lit, light.brightness);
}

QColor distant(const Daylight& light, double nearness)
{
    return mixed(light.haze, groundColour(light), nearness);
}

void paintGlow(QPainter& painter, QPointF at, double radius, const QColor& colour, double strength)
{
    QRadialGradient glow(at, radius);
    glow.setColorAt(0, withAlpha(colour, strength));
    glow.setColorAt(0.25, withAlpha(colour, strength * 0.45));
    glow.setColorAt(1, withAlpha(colour, 0));
    painter.setBrush(glow);
    painter.drawEllipse(at, radius, radius);
}

} // namespace

void paintSky(Canvas& canvas)
{
    QPainter painter(&canvas.image);
    QLinearGradient sky(0, 0, canvas.between(-0.1, 0.1) * canvas.width(), canvas.height() * 0.85);
    sky.setColorAt(0, canvas.light.zenith);
    sky.setColorAt(0.5, canvas.light.middle);
    sky.setColorAt(0.92, canvas.light.horizon);
    sky.setColorAt(1, mixed(canvas.light.horizon, canvas.light.haze, 0.5));
    painter.fillRect(canvas.image.rect(), sky);
}

void paintStars(Canvas& canvas, int count, bool withMilkyWay)
{
    QPainter painter(&canvas.image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double slope = canvas.between(-0.6, 0.6);
    const double middle = canvas.between(0.3, 0.6);
    const auto bandAt = [&](double x) { return middle + slope * (x - 0.5); };
    if (withMilkyWay) {
        painter.setCompositionMode(QPainter::CompositionMode_Screen);
        for (int i = 0; i < 260; ++i) {
            const double x = canvas.between(-0.1, 1.1);
            const double cloud = canvas.noise.layered(x * 5, i * 0.05, 3);
            const double y = bandAt(x) + canvas.between(-0.09, 0.09) + cloud * 0.05;
            paintGlow(painter, {x * canvas.width(), y * canvas.height()},
                      canvas.unit() * canvas.between(0.03, 0.10),
                      mixed(QColor(0x6A7FC0), QColor(0xD9A9B8), canvas.random.generateDouble()), 0.07);
        }
        painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    }
    for (int i = 0; i < count; ++i) {
        const double x = canvas.random.generateDouble();
        const bool inBand = withMilkyWay && i % 2 == 0;
        const double y = inBand ? bandAt(x) + canvas.between(-0.12, 0.12) : canvas.between(0, 0.85);
        const double brightness = std::pow(canvas.random.generateDouble(), 4);
        const QColor colour = mixed(QColor(0xBFD4FF), QColor(0xFFE6C8), canvas.random.generateDouble());
        painter.setBrush(withAlpha(colour, 0.25 + 0.75 * brightness));
        const double radius = canvas.unit() * (0.0006 + 0.0014 * brightness);
        painter.drawEllipse(QPointF(x * canvas.width(), y * canvas.height()), radius, radius);
    }
}

void paintSun(Canvas& canvas, QPointF at, double size)
{
    QPainter painter(&canvas.image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setCompositionMode(QPainter::CompositionMode_Screen);
    const double radius = canvas.unit() * size;
    const double spread = canvas.light.isNight ? 5 : 11;
    paintGlow(painter, at, radius * spread, canvas.light.sun, canvas.light.isNight ? 0.35 : 0.75);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    painter.setBrush(mixed(canvas.light.sun, Qt::white, canvas.light.isNight ? 0.1 : 0.6));
    painter.drawEllipse(at, radius, radius);
    if (!canvas.light.isNight)
        return;
    painter.setClipPath([&] {
        QPainterPath disc;
        disc.addEllipse(at, radius, radius);
        return disc;
    }());
    for (int i = 0; i < 9; ++i) {
        const QPointF sea = at + QPointF(canvas.between(-0.8, 0.8), canvas.between(-0.8, 0.8)) * radius;
        paintGlow(painter, sea, radius * canvas.between(0.2, 0.5), QColor(0x8A8674), 0.35);
    }
}

void paintClouds(Canvas& canvas, double cover, double downTo)
{
    // A quarter of the size is fine enough for what is soft anyway.
    QImage clouds(canvas.image.width() / 4 + 1, static_cast<int>(canvas.height() * downTo) / 4 + 1,
                  QImage::Format_ARGB32_Premultiplied);
    const QColor lit = mixed(canvas.light.horizon, Qt::white, 0.55 * canvas.light.brightness);
    const QColor shaded = mixed(canvas.light.haze, canvas.light.middle, 0.35);
    const double scale = 7.0 / canvas.unit() * 4;
    const double place = canvas.between(0, 500);
    for (int y = 0; y < clouds.height(); ++y) {
        const double down = static_cast<double>(y) / clouds.height();
        // Clouds far away lie low and are seen from the side: flatter towards the horizon.
        const double row = y * scale * (1.2 + 3.5 * down);
        auto* line = reinterpret_cast<QRgb*>(clouds.scanLine(y));
        for (int x = 0; x < clouds.width(); ++x) {
            const double density = canvas.noise.layered(place + x * scale, place + row, 5);
            const double amount =
                smoothStep(0.45 - cover, 0.95 - cover, density) * smoothStep(0, 0.15, 1 - down);
            const double bulk = smoothStep(0.5 - cover, 1.3 - cover, density);
            line[x] = qPremultiply(withAlpha(mixed(lit, shaded, bulk), amount * 0.92).rgba());
        }
    }
    QPainter painter(&canvas.image);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(QRectF(0, 0, canvas.width(), canvas.height() * downTo), clouds);
}

QPainterPath paintRidge(Canvas& canvas, double baseline, double rise, double peaks, double nearness,
                        bool sharp)
{
    const double place = canvas.between(0, 1000);
    const double step = std::max(1.0, canvas.width() / 800);
    QPainterPath ridge(QPointF(0, canvas.height()));
    double highest = canvas.height();
    const int points = static_cast<int>(canvas.width() / step) + 1;
    for (int i = 0; i <= points; ++i) {
        const double x = i * step;
        const double along = place + x / canvas.width() * peaks;
        const double shape = canvas.noise.layered(along, nearness * 31, sharp ? 7 : 3);
        const double height = sharp ? 1 - 2 * std::abs(shape) : shape;
        const double y = (baseline - rise * height) * canvas.height();
        ridge.lineTo(x, y);
        highest = std::min(highest, y);
    }
    ridge.lineTo(canvas.width() + step, canvas.height());
    ridge.closeSubpath();

    QPainter painter(&canvas.image);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour = distant(canvas.light, nearness);
    QLinearGradient fill(0, highest, 0, highest + canvas.height() * (0.12 + rise * 1.6));
    fill.setColorAt(0, colour);
    fill.setColorAt(
        1, mixed(colour, mixed(canvas.light.haze, canvas.light.horizon, 0.3), 0.55 * (1 - nearness * 0.8)));
    painter.fillPath(ridge, fill);
    return ridge;
}

namespace {

void addConifer(QPainterPath& path, QPointF foot, double height, double lean)
{
    const int tiers = 7;
    const double halfWidth = height * 0.19;
    const QPointF top = foot + QPointF(lean * height, -height);
    QPolygonF outline;
    outline << top;
    for (int side : {1, -1}) {
        for (int i = 1; i <= tiers; ++i) {
            const int tier = side > 0 ? i : tiers + 1 - i;
            const double down = static_cast<double>(tier) / tiers;
            const QPointF trunk = top + (foot - top) * down * 0.96;
            const double reach = halfWidth * (0.12 + 0.88 * down) * side;
            const QPointF tip = trunk + QPointF(reach, 0);
            const QPointF notch = trunk + QPointF(reach * 0.5, -height * 0.02);
            if (side > 0)
                outline << tip << notch;
            else
                outline << notch << tip;
        }
    }
    path.addPolygon(outline);
    path.closeSubpath();
}

} // namespace

void paintConifers(Canvas& canvas, double baseline, double tallest, double nearness)
{
    QPainterPath trees;
    trees.setFillRule(Qt::WindingFill);
    const double place = canvas.between(0, 1000);
    const double spacing = tallest * canvas.height() * 0.16;
    double x = -spacing;
    while (x < canvas.width() + spacing) {
        const double ground = baseline + 0.035 * canvas.noise.at(place + x / canvas.width() * 3);
        const double grown = 0.45 + 0.55 * std::abs(canvas.noise.at(place + x / canvas.width() * 9, 5));
        const double height = tallest * grown * canvas.between(0.75, 1.0) * canvas.height();
        addConifer(trees, {x, ground * canvas.height() + height * 0.1}, height,
                   canvas.between(-0.012, 0.012));
        x += spacing * canvas.between(0.5, 1.5);
    }
    QPainter painter(&canvas.image);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour = distant(canvas.light, nearness);
    QLinearGradient fill(0, (baseline - tallest) * canvas.height(), 0, (baseline + 0.14) * canvas.height());
    fill.setColorAt(0, colour);
    fill.setColorAt(1, mixed(colour, canvas.light.haze, 0.75 * (1 - nearness)));
    trees.addRect(QRectF(0, (baseline + 0.02) * canvas.height(), canvas.width(), canvas.height()));
    painter.fillPath(trees, fill);
}

void paintWater(Canvas& canvas, double shore, double sunX)
{
    const int top = static_cast<int>(shore * canvas.height());
    const QImage above = canvas.image.copy();
    const double depth = canvas.height() - top;
    for (int y = top; y < canvas.image.height(); ++y) {
        const double nearness = (y - top) / depth;
        const double wave = canvas.noise.layered(y * 260.0 / canvas.height() / (0.3 + nearness * 2.5), 3, 2);
        const int mirrored = std::clamp(top - static_cast<int>((y - top) * (0.75 + 0.25 * nearness) +
                                                               wave * nearness * 0.05 * canvas.height()),
                                        0, top > 0 ? top - 1 : 0);
        const double shift = wave * (0.001 + 0.010 * nearness) * canvas.width();
        const auto* from = reinterpret_cast<const QRgb*>(above.constScanLine(mirrored));
        auto* to = reinterpret_cast<QRgb*>(canvas.image.scanLine(y));
        for (int x = 0; x < canvas.image.width(); ++x) {
            const double ripple = canvas.noise.at(x * 14.0 / canvas.width(), y * 120.0 / canvas.height());
            const int source = static_cast<int>(x + shift + ripple * nearness * 0.006 * canvas.width());
            to[x] = from[std::clamp(source, 0, canvas.image.width() - 1)];
        }
    }
    QPainter painter(&canvas.image);
    painter.setRenderHint(QPainter::Antialiasing);
    QLinearGradient depthTone(0, top, 0, canvas.height());
    depthTone.setColorAt(0, withAlpha(canvas.light.haze, 0.25));
    depthTone.setColorAt(1, withAlpha(mixed(canvas.light.zenith, QColor(0x041018), 0.55), 0.72));
    painter.fillRect(QRectF(0, top, canvas.width(), depth), depthTone);

    painter.setCompositionMode(QPainter::CompositionMode_Screen);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < 420; ++i) {
        const double nearness = std::pow(canvas.random.generateDouble(), 1.4);
        const double aside = (canvas.random.generateDouble() + canvas.random.generateDouble() - 1);
        const double x = sunX + aside * canvas.width() * (0.04 + 0.16 * nearness);
        const double length = canvas.width() * (0.004 + 0.03 * nearness) * canvas.between(0.4, 1.2);
        painter.setBrush(withAlpha(canvas.light.sun, canvas.between(0.15, 0.6) * (1 - std::abs(aside))));
        painter.drawEllipse(QPointF(x, top + nearness * depth), length,
                            canvas.height() * (0.0008 + 0.0022 * nearness));
    }
}

void paintGrass(Canvas& canvas, double tallest, int flowers)
{
    QPainter painter(&canvas.image);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor dark = groundColour(canvas.light);
    const QColor lit = mixed(dark, QColor(0xB8C25A), 0.65 * canvas.light.brightness);
    const double place = canvas.between(0, 1000);
    const int blades = 1700;
    for (int i = 0; i < blades; ++i) {
        const double row = static_cast<double>(i) / blades; // back to front
        const double x = canvas.between(-0.05, 1.05) * canvas.width();
        const double tall = tallest * canvas.height() * (0.35 + 0.65 * row) * canvas.between(0.5, 1.0);
        const double foot = canvas.height() * (1 - tallest * 0.75 * (1 - row)) + tall * 0.3;
        const double lean =
            (canvas.noise.at(place + x / canvas.width() * 4) + canvas.between(-0.35, 0.35)) * tall * 0.4;
        QPainterPath blade(QPointF(x, foot));
        blade.quadTo(QPointF(x, foot - tall * 0.6), QPointF(x + lean, foot - tall));
        const QColor colour =
            mixed(mixed(lit, canvas.light.haze, 0.35 * (1 - row)), dark, canvas.random.generateDouble());
        painter.setPen(QPen(colour, canvas.unit() * (0.0008 + 0.0022 * row), Qt::SolidLine, Qt::RoundCap));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(blade);
    }
    static const std::array<QRgb, 5> kPetals = {0xE8455A, 0xF5C93A, 0xF4F1EA, 0xA77BD9, 0xF08A3C};
    const QColor petal = QColor(kPetals[canvas.random.bounded(static_cast<quint32>(kPetals.size()))]);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < flowers; ++i) {
        const double row = static_cast<double>(i) / std::max(1, flowers);
        const QPointF at(canvas.between(0, canvas.width()),
                         canvas.height() * (1 - tallest * (1.15 - 0.75 * row) * canvas.between(0.75, 1.1)));
        const double radius = canvas.unit() * (0.003 + 0.011 * row);
        const QColor colour = mixed(QColor(0x10131C), mixed(petal, Qt::white, canvas.between(0, 0.25)),
                                    0.25 + 0.75 * canvas.light.brightness);
        painter.setBrush(colour);
        for (int leaf = 0; leaf < 5; ++leaf) {
            const double angle = leaf * 2 * std::numbers::pi / 5;
            painter.drawEllipse(at + QPointF(std::cos(angle), std::sin(angle) * 0.8) * radius * 0.8,
                                radius * 0.62, radius * 0.5);
        }
        painter.setBrush(mixed(QColor(0x2A2014), colour, 0.25));
        painter.drawEllipse(at, radius * 0.35, radius * 0.3);
    }
}

void paintBokeh(Canvas& canvas, int count, double largest, const QColor& colour, double variety)
{
    QPainter painter(&canvas.image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setCompositionMode(QPainter::CompositionMode_Screen);
    for (int i = 0; i < count; ++i) {
        const double hue = colour.hueF() + canvas.between(-0.5, 0.5) * variety;
        const QColor tone =
            QColor::fromHsvF(static_cast<float>(hue - std::floor(hue)),
                             static_cast<float>(std::clamp(canvas.between(0.35, 0.85), 0.0, 1.0)),
                             static_cast<float>(canvas.between(0.55, 1.0)));
        const QPointF at(canvas.between(0, canvas.width()), canvas.between(0, canvas.height()));
        const double radius = canvas.unit() * largest * canvas.between(0.25, 1.0);
        const double strength = canvas.between(0.12, 0.5);
        QRadialGradient disc(at, radius);
        disc.setColorAt(0, withAlpha(tone, strength * 0.7));
        disc.setColorAt(0.86, withAlpha(tone, strength * 0.85));
        disc.setColorAt(0.94, withAlpha(mixed(tone, Qt::white, 0.3), strength));
        disc.setColorAt(1, withAlpha(tone, 0));
        painter.setBrush(disc);
        painter.drawEllipse(at, radius, radius);
    }
}

void finishPhotograph(Canvas& canvas)
{
    {
        QPainter painter(&canvas.image);
        QRadialGradient vignette(QPointF(canvas.width() / 2, canvas.height() / 2),
                                 std::hypot(canvas.width(), canvas.height()) / 2);
        vignette.setColorAt(0.55, QColor(0, 0, 0, 0));
        vignette.setColorAt(1, QColor(0, 0, 0, 84));
        painter.fillRect(canvas.image.rect(), vignette);
    }
    const int amplitude = canvas.light.brightness < 0.4 ? 5 : 3;
    quint32 state = canvas.random.generate() | 1U;
    for (int y = 0; y < canvas.image.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(canvas.image.scanLine(y));
        for (int x = 0; x < canvas.image.width(); ++x) {
            state ^= state
                     << 13U; // xorshift (Marsaglia 2003): the cheapest thing that looks like a sensor's noise
            state ^= state >> 17U;
            state ^= state << 5U;
            const int grain = static_cast<int>(state % static_cast<quint32>(2 * amplitude + 1)) - amplitude;
            line[x] =
                qRgb(std::clamp(qRed(line[x]) + grain, 0, 255), std::clamp(qGreen(line[x]) + grain, 0, 255),
                     std::clamp(qBlue(line[x]) + grain, 0, 255));
        }
    }
}

} // namespace safelight
