#pragma once

#include "app/demo/daylight.h"
#include "app/demo/noise.h"

#include <QImage>
#include <QPainter>
#include <QPainterPath>
#include <QPointF>
#include <QRandomGenerator>

namespace safelight {

/// One picture while it is painted. `random` and `noise` follow from the picture's seed alone.
struct Canvas
{
    QImage& image; ///< 32 bits, premultiplied
    const Daylight& light;
    QRandomGenerator& random;
    Noise noise;

    double width() const { return image.width(); }
    double height() const { return image.height(); }
    double unit() const { return (image.width() + image.height()) / 2.0; }
    double between(double low, double high) const { return low + (high - low) * random.generateDouble(); }
};

// Each paints one part of a landscape; lengths are parts of the picture's width or height unless said
// otherwise.

void paintSky(Canvas& canvas);
void paintStars(Canvas& canvas, int count, bool withMilkyWay);

/// A sun by day, a moon at night, `at` in pixels; `size` is its radius in units of the canvas.
void paintSun(Canvas& canvas, QPointF at, double size);
void paintClouds(Canvas& canvas, double cover, double downTo);

/// A chain of hills: the line lies about `baseline` down the picture, `rise` up and down, with `peaks`
/// across. `nearness` 0 is lost in the haze, 1 stands in front. `sharp` makes mountains of hills.
QPainterPath paintRidge(Canvas& canvas, double baseline, double rise, double peaks, double nearness,
                        bool sharp);

/// Conifers side by side along a line that lies about `baseline` down, up to `tallest` high.
void paintConifers(Canvas& canvas, double baseline, double tallest, double nearness);

/// Mirrors what lies above `shore` (part of the height) below it, with waves, and the light's path in pixels
/// at `sunX`.
void paintWater(Canvas& canvas, double shore, double sunX);

/// Houses whose feet stand at `baseline`; at night their windows are lit.
void paintSkyline(Canvas& canvas, double baseline, double tallest, double nearness);

/// Blades in the foreground, up to `tallest`, and `flowers` among them.
void paintGrass(Canvas& canvas, double tallest, int flowers);

/// Lights out of focus, in one colour or in many.
void paintBokeh(Canvas& canvas, int count, double largest, const QColor& colour, double variety);

/// Draws the edges a little darker and adds the grain of a sensor.
void finishPhotograph(Canvas& canvas);

} // namespace safelight
