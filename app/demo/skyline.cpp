#include "app/demo/scenery.h"

#include <cmath>

namespace safelight {

namespace {

struct House
{
    QRectF walls;
    QColor colour;
    double nearness = 0;
};

void paintWindows(QPainter& painter, Canvas& canvas, const House& house)
{
    const double cell = canvas.unit() * (0.006 + 0.006 * house.nearness);
    const double litPart = canvas.light.brightness > 0.6 ? 0.04 : canvas.between(0.2, 0.55);
    const QColor lamp = mixed(QColor(0xFFC873), QColor(0xFFF1CF), canvas.random.generateDouble());
    const QColor cold(0x9FC4FF);
    const QRectF wall = house.walls.adjusted(cell * 0.6, cell, -cell * 0.8, -cell);
    const int rows = static_cast<int>(wall.height() / (cell * 1.5)) + 1;
    const int columns = static_cast<int>(wall.width() / (cell * 1.25)) + 1;
    for (int i = 0; i < rows * columns; ++i) {
        const int row = i / columns;
        const QPointF at = wall.topLeft() + QPointF(i % columns * 1.25, row * 1.5) * cell;
        const bool isLit = canvas.random.generateDouble() < litPart;
        QColor glass = mixed(house.colour, canvas.light.middle, 0.22 * canvas.light.brightness);
        if (isLit)
            glass = canvas.random.bounded(6U) == 0 ? cold : lamp;
        const double strength = isLit ? canvas.between(0.55, 1.0) * (0.5 + 0.5 * house.nearness) : 0.9;
        glass.setAlphaF(static_cast<float>(strength));
        painter.fillRect(QRectF(at, QSizeF(cell * 0.62, cell * 0.8)), glass);
    }
}

void paintRoof(QPainter& painter, Canvas& canvas, const House& house)
{
    const QRectF& walls = house.walls;
    switch (canvas.random.bounded(5U)) {
    case 0: { // a mast, its lamp lit at night
        const double tall = walls.width() * canvas.between(0.4, 1.1);
        painter.fillRect(QRectF(walls.center().x() - walls.width() * 0.015, walls.top() - tall,
                                walls.width() * 0.03, tall),
                         house.colour);
        if (canvas.light.brightness < 0.5) {
            painter.setBrush(QColor(0xFF4A3A));
            painter.drawEllipse(QPointF(walls.center().x(), walls.top() - tall), walls.width() * 0.03,
                                walls.width() * 0.03);
        }
        break;
    }
    case 1: // a storey set back
        painter.fillRect(walls.adjusted(walls.width() * 0.2, -walls.width() * 0.3, -walls.width() * 0.2, 0),
                         house.colour);
        break;
    case 2: { // a gable
        QPolygonF gable;
        gable << walls.topLeft() << QPointF(walls.center().x(), walls.top() - walls.width() * 0.3)
              << walls.topRight();
        painter.setBrush(house.colour);
        painter.drawPolygon(gable);
        break;
    }
    default:
        break;
    }
}

} // namespace

void paintSkyline(Canvas& canvas, double baseline, double tallest, double nearness)
{
    QPainter painter(&canvas.image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QColor near = mixed(QColor(0x070A12), QColor(0x56606B), canvas.light.brightness);
    const double centre = canvas.between(0.25, 0.75);
    double x = -canvas.width() * 0.02;
    while (x < canvas.width()) {
        const double broad = canvas.width() * canvas.between(0.025, 0.07) * (0.7 + 0.6 * nearness);
        const double fromCentre = std::abs(x / canvas.width() - centre);
        const double downtown = std::exp(-fromCentre * fromCentre * 9);
        const double tall = tallest * (0.25 + 0.75 * downtown) * canvas.between(0.45, 1.0) * canvas.height();
        House house;
        house.walls = QRectF(x, baseline * canvas.height() - tall, broad, tall + 1);
        house.colour = mixed(canvas.light.haze, mixed(near, QColor(0x8A6A5A), canvas.between(0, 0.25)),
                             0.25 + 0.75 * nearness);
        house.nearness = nearness;
        paintRoof(painter, canvas, house);
        painter.fillRect(house.walls, house.colour);
        if (nearness > 0.3)
            paintWindows(painter, canvas, house);
        x += broad * canvas.between(0.85, 1.15);
    }
    painter.fillRect(QRectF(0, baseline * canvas.height(), canvas.width(), canvas.height()),
                     mixed(near, Qt::black, 0.35));
}

} // namespace safelight
