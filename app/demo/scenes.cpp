#include "app/demo/scenes.h"

#include "app/demo/scenery.h"

#include <array>
#include <cmath>
#include <numbers>
#include <span>

namespace safelight {

namespace {

/// Where the sun or the moon stands, in pixels: low suns lie near `horizon` (part of the height).
QPointF sunPlace(Canvas& canvas, double horizon)
{
    const double x = canvas.between(0.18, 0.82) * canvas.width();
    const double y = (horizon - 0.02 - (horizon - 0.1) * canvas.light.sunHeight) * canvas.height();
    return {x, y};
}

/// A sun that stands high is out of the frame; the sky says enough of it.
void paintSunIfLow(Canvas& canvas, QPointF at, double size)
{
    if (canvas.light.isNight || canvas.light.sunHeight < 0.55)
        paintSun(canvas, at, size);
}

void paintOpenSky(Canvas& canvas, double horizon, QPointF sun)
{
    paintSky(canvas);
    if (canvas.light.isNight)
        paintStars(canvas, 260, false);
    paintSunIfLow(canvas, sun, canvas.light.isNight ? 0.022 : canvas.between(0.02, 0.035));
    paintClouds(canvas, canvas.between(0.05, 0.55), horizon);
}

void paintMountains(Canvas& canvas)
{
    const double horizon = canvas.between(0.55, 0.7);
    paintOpenSky(canvas, horizon, sunPlace(canvas, horizon - 0.12));
    const int chains = 4 + static_cast<int>(canvas.random.bounded(3U));
    for (int i = 0; i < chains; ++i) {
        const double nearness = static_cast<double>(i) / (chains - 1);
        paintRidge(canvas, horizon + 0.27 * nearness, 0.16 - 0.07 * nearness, 2.2 + nearness,
                   0.12 + 0.88 * nearness, nearness < 0.75);
    }
    if (canvas.random.bounded(2U) == 0)
        paintConifers(canvas, 0.98, canvas.between(0.14, 0.3), 1.0);
}

void paintLake(Canvas& canvas)
{
    const double shore = canvas.between(0.52, 0.64);
    const QPointF sun = sunPlace(canvas, shore - 0.1);
    paintOpenSky(canvas, shore, sun);
    paintRidge(canvas, shore - 0.07, 0.17, 2.0, 0.25, true);
    paintRidge(canvas, shore - 0.03, 0.09, 2.6, 0.5, true);
    paintConifers(canvas, shore - 0.012, 0.07, 0.78);
    paintWater(canvas, shore, sun.x());
    if (canvas.random.bounded(3U) != 0)
        paintGrass(canvas, 0.12, 0);
}

void paintSea(Canvas& canvas)
{
    const double horizon = canvas.between(0.42, 0.6);
    const QPointF sun = sunPlace(canvas, horizon);
    paintOpenSky(canvas, horizon, sun);
    if (canvas.random.bounded(2U) == 0)
        paintRidge(canvas, horizon + 0.01, 0.05, 1.2, 0.3, false);
    paintWater(canvas, horizon, sun.x());
    if (canvas.random.bounded(2U) == 0)
        paintRidge(canvas, 0.98, 0.07, 1.6, 1.0, true);
}

void paintForest(Canvas& canvas)
{
    const double horizon = canvas.between(0.4, 0.55);
    paintOpenSky(canvas, horizon, sunPlace(canvas, horizon - 0.1));
    const int rows = 5;
    for (int i = 0; i < rows; ++i) {
        const double nearness = static_cast<double>(i) / (rows - 1);
        paintConifers(canvas, horizon + 0.5 * nearness, 0.16 + 0.3 * nearness, 0.15 + 0.85 * nearness);
    }
}

void paintDune(Canvas& canvas, double top, double nearness)
{
    const double crest = canvas.between(0.2, 0.8) * canvas.width();
    const double peak = (top - canvas.between(0.02, 0.09)) * canvas.height();
    const double low = (top + 0.09) * canvas.height();
    const double bottom = canvas.height();
    QPainterPath hill(QPointF(-1, low));
    hill.cubicTo(crest * 0.5, low, crest * 0.8, peak, crest, peak);
    hill.cubicTo(crest + (canvas.width() - crest) * 0.3, peak, canvas.width() * 0.92, low, canvas.width() + 1,
                 low);
    hill.lineTo(canvas.width() + 1, bottom);
    hill.lineTo(-1, bottom);
    hill.closeSubpath();
    QPainterPath shade(QPointF(crest, peak));
    const double reach = canvas.between(0.08, 0.3) * canvas.width();
    shade.cubicTo(crest + reach * 0.2, peak + canvas.height() * 0.1, crest - reach,
                  peak + canvas.height() * 0.2, crest + reach * 0.4, bottom);
    shade.lineTo(canvas.width() + 1, bottom);
    shade.lineTo(canvas.width() + 1, peak);
    shade.closeSubpath();

    const QColor sand =
        mixed(QColor(0x1A1420), mixed(QColor(0xE2A15C), canvas.light.horizon, 0.25), canvas.light.brightness);
    const QColor lit = mixed(canvas.light.haze, sand, 0.35 + 0.65 * nearness);
    QPainter painter(&canvas.image);
    painter.setRenderHint(QPainter::Antialiasing);
    QLinearGradient sunny(0, peak, 0, bottom);
    sunny.setColorAt(0, mixed(lit, Qt::white, 0.12 * canvas.light.brightness));
    sunny.setColorAt(1, mixed(lit, QColor(0x6A3A22), 0.35));
    painter.fillPath(hill, sunny);
    QLinearGradient dark(0, peak, 0, bottom);
    dark.setColorAt(0, mixed(lit, QColor(0x3A1E2C), 0.62));
    dark.setColorAt(1, mixed(lit, QColor(0x3A1E2C), 0.3));
    painter.fillPath(hill & shade, dark);
}

void paintDunes(Canvas& canvas)
{
    const double horizon = canvas.between(0.45, 0.6);
    paintOpenSky(canvas, horizon, sunPlace(canvas, horizon - 0.05));
    for (int i = 0; i < 4; ++i)
        paintDune(canvas, horizon + 0.13 * i, i / 3.0);
}

void paintMeadow(Canvas& canvas)
{
    const double horizon = canvas.between(0.48, 0.6);
    paintOpenSky(canvas, horizon, sunPlace(canvas, horizon - 0.05));
    paintRidge(canvas, horizon, 0.08, 1.8, 0.25, canvas.random.bounded(2U) == 0);
    paintConifers(canvas, horizon + 0.06, 0.09, 0.5);
    paintRidge(canvas, horizon + 0.14, 0.05, 1.2, 0.7, false);
    paintGrass(canvas, canvas.between(0.28, 0.4), 40 + static_cast<int>(canvas.random.bounded(60U)));
}

void paintPetals(QPainter& painter, Canvas& canvas, QPointF at, double radius, const QColor& colour)
{
    const int petals = 7 + static_cast<int>(canvas.random.bounded(9U));
    for (int ring = 0; ring < 3; ++ring) {
        const double reach = radius * (1 - 0.24 * ring);
        for (int i = 0; i < petals; ++i) {
            const double angle = (i + ring * 0.5) * 360.0 / petals + canvas.between(-4, 4);
            painter.save();
            painter.translate(at);
            painter.rotate(angle);
            QLinearGradient shade(0, 0, reach, 0);
            shade.setColorAt(0, mixed(colour, QColor(0x3A0A28), 0.55));
            shade.setColorAt(0.55, colour);
            shade.setColorAt(1, mixed(colour, Qt::white, 0.35 + 0.08 * ring));
            QPainterPath petal(QPointF(0, 0));
            const double broad = reach * 2.2 / petals * canvas.between(0.9, 1.15);
            petal.cubicTo(reach * 0.3, -broad, reach * 0.9, -broad, reach, 0);
            petal.cubicTo(reach * 0.9, broad, reach * 0.3, broad, 0, 0);
            painter.setPen(QPen(mixed(colour, QColor(0x2A0A20), 0.5), radius * 0.006));
            painter.setBrush(shade);
            painter.drawPath(petal);
            painter.restore();
        }
    }
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < 150; ++i) { // stamens, in the spiral of a sunflower (Vogel 1979)
        const double turn = i * 2.39996;
        const double out = radius * 0.24 * std::sqrt(i / 150.0);
        painter.setBrush(mixed(QColor(0x5A3A10), QColor(0xFFD24A), canvas.between(0.2, 1.0)));
        painter.drawEllipse(at + QPointF(std::cos(turn), std::sin(turn)) * out, radius * 0.02, radius * 0.02);
    }
}

void paintFlower(Canvas& canvas)
{
    static const std::array<QRgb, 6> kColours = {0xE0457B, 0xF2B632, 0xB45CD6, 0xF4EDE4, 0xEB5F3C, 0x5C7FE0};
    QPainter painter(&canvas.image);
    painter.setRenderHint(QPainter::Antialiasing);
    QLinearGradient garden(0, 0, canvas.width() * canvas.between(-0.5, 0.5), canvas.height());
    garden.setColorAt(0, mixed(QColor(0x7FA05A), canvas.light.horizon, 0.35));
    garden.setColorAt(1, QColor(0x16301C));
    painter.fillRect(canvas.image.rect(), garden);
    painter.end();
    paintBokeh(canvas, 46, 0.11, QColor(0x9FC45A), 0.22);

    painter.begin(&canvas.image);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF at(canvas.between(0.32, 0.68) * canvas.width(),
                     canvas.between(0.36, 0.56) * canvas.height());
    const double radius = canvas.unit() * canvas.between(0.2, 0.32);
    QPainterPath stem(at);
    stem.quadTo(at + QPointF(radius * 0.2, radius),
                QPointF(at.x() + radius * canvas.between(-0.6, 0.6), canvas.height() + 9));
    painter.setPen(QPen(QColor(0x2F5A2C), radius * 0.09, Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(stem);
    paintPetals(painter, canvas, at, radius,
                QColor(kColours[canvas.random.bounded(static_cast<quint32>(kColours.size()))]));
}

void paintTown(Canvas& canvas)
{
    const double ground = canvas.between(0.88, 0.96);
    paintOpenSky(canvas, 0.75, sunPlace(canvas, 0.6));
    paintSkyline(canvas, ground, 0.62, 0.15);
    paintSkyline(canvas, ground, 0.5, 0.5);
    paintSkyline(canvas, ground, 0.36, 1.0);
}

void paintWaterfront(Canvas& canvas)
{
    const double shore = canvas.between(0.6, 0.7);
    const QPointF sun = sunPlace(canvas, shore - 0.2);
    paintOpenSky(canvas, shore, sun);
    paintSkyline(canvas, shore, 0.42, 0.2);
    paintSkyline(canvas, shore, 0.32, 0.75);
    paintWater(canvas, shore, sun.x());
}

void paintStarrySky(Canvas& canvas)
{
    paintSky(canvas);
    paintStars(canvas, 2200, true);
    const double horizon = canvas.between(0.74, 0.84);
    paintRidge(canvas, horizon, 0.1, 2.4, 0.55, true);
    if (canvas.random.bounded(2U) == 0)
        paintConifers(canvas, horizon + 0.1, 0.22, 1.0);
    else
        paintRidge(canvas, horizon + 0.08, 0.06, 1.8, 1.0, false);
}

void paintLights(Canvas& canvas)
{
    QPainter painter(&canvas.image);
    QLinearGradient dark(0, 0, 0, canvas.height());
    dark.setColorAt(0, mixed(canvas.light.zenith, Qt::black, 0.45));
    dark.setColorAt(1, mixed(canvas.light.middle, Qt::black, 0.6));
    painter.fillRect(canvas.image.rect(), dark);
    painter.end();
    const QColor colour = QColor::fromHsvF(static_cast<float>(canvas.random.generateDouble()), 0.8F, 1.0F);
    paintBokeh(canvas, 60, 0.035, colour, 1.0);
    paintBokeh(canvas, 34, 0.09, colour, 0.3);
}

void paintTrail(QPainter& painter, Canvas& canvas, double place, double hue)
{
    QPainterPath trail;
    const int steps = 60;
    for (int i = 0; i <= steps; ++i) {
        const double x = static_cast<double>(i) / steps;
        const double y = 0.5 + 0.55 * canvas.noise.layered(x * 1.6 + place * 0.15, place * 0.35, 2);
        const QPointF at(x * canvas.width() * 1.04 - canvas.width() * 0.02, y * canvas.height());
        if (i == 0)
            trail.moveTo(at);
        else
            trail.lineTo(at);
    }
    const QColor colour = QColor::fromHsvF(static_cast<float>(hue - std::floor(hue)), 0.75F, 1.0F);
    for (const auto& [broad, alpha] :
         {std::pair{0.022, 0.05F}, {0.009, 0.13F}, {0.0028, 0.5F}, {0.001, 0.8F}}) {
        QColor tone = broad < 0.002 ? mixed(colour, Qt::white, 0.7) : colour;
        tone.setAlphaF(alpha);
        painter.setPen(QPen(tone, canvas.unit() * broad, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(trail);
    }
}

void paintLightTrails(Canvas& canvas)
{
    QPainter painter(&canvas.image);
    painter.setRenderHint(QPainter::Antialiasing);
    QRadialGradient dark(QPointF(canvas.width() * canvas.between(0.2, 0.8), canvas.height() * 0.5),
                         canvas.width() * 0.8);
    dark.setColorAt(0, QColor(0x141A33));
    dark.setColorAt(1, QColor(0x04050B));
    painter.fillRect(canvas.image.rect(), dark);
    painter.setCompositionMode(QPainter::CompositionMode_Screen);
    const double hue = canvas.random.generateDouble();
    const double place = canvas.between(0, 100);
    const int trails = 22;
    for (int i = 0; i < trails; ++i)
        paintTrail(painter, canvas, place + i * 0.22, hue + i * 0.014);
}

void paint(Canvas& canvas, Scene scene)
{
    switch (scene) {
    case Scene::Mountains:
        return paintMountains(canvas);
    case Scene::Lake:
        return paintLake(canvas);
    case Scene::Sea:
        return paintSea(canvas);
    case Scene::Forest:
        return paintForest(canvas);
    case Scene::Dunes:
        return paintDunes(canvas);
    case Scene::Meadow:
        return paintMeadow(canvas);
    case Scene::Flower:
        return paintFlower(canvas);
    case Scene::Skyline:
        return paintTown(canvas);
    case Scene::Waterfront:
        return paintWaterfront(canvas);
    case Scene::StarrySky:
        return paintStarrySky(canvas);
    case Scene::Lights:
        return paintLights(canvas);
    case Scene::LightTrails:
        return paintLightTrails(canvas);
    }
}

} // namespace

Scene sceneFor(double hour, int index)
{
    static constexpr std::array kMorning = {Scene::Lake, Scene::Forest, Scene::Mountains, Scene::Meadow,
                                            Scene::Sea};
    static constexpr std::array kDay = {Scene::Meadow,  Scene::Flower, Scene::Mountains, Scene::Dunes,
                                        Scene::Skyline, Scene::Lake,   Scene::Flower,    Scene::Forest};
    static constexpr std::array kEvening = {Scene::Sea,        Scene::Dunes, Scene::Skyline, Scene::Mountains,
                                            Scene::Waterfront, Scene::Lake,  Scene::Meadow};
    static constexpr std::array kNight = {Scene::Waterfront, Scene::StarrySky,   Scene::Lights,
                                          Scene::Skyline,    Scene::LightTrails, Scene::Sea};
    const auto pick = [index](std::span<const Scene> scenes) {
        return scenes[static_cast<std::size_t>(index) % scenes.size()];
    };
    if (hour < 8)
        return pick(kMorning);
    if (hour < 16.5)
        return pick(kDay);
    return hour < 20.6 ? pick(kEvening) : pick(kNight);
}

QImage paintScene(Scene scene, QSize size, double hour, quint32 seed)
{
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    QRandomGenerator random(seed);
    const Daylight light = daylightAt(hour, random.generateDouble() * 2 - 1);
    Canvas canvas{image, light, random, Noise(random.generate())};
    paint(canvas, scene);
    finishPhotograph(canvas);
    return image.convertToFormat(QImage::Format_RGB32);
}

} // namespace safelight
