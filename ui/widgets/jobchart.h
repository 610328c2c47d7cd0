#pragma once

#include "domain/job.h"

#include <QWidget>

namespace safelight {

/// A point of the curves: what was measured over the time up to it.
struct ChartPoint
{
    double seconds = 0;
    double perSecond = 0;
    double megabytes = 0;

    friend bool operator==(const ChartPoint&, const ChartPoint&) = default;
};

/// Speed from counts: what was done between two samples over the time between them, never below 0 (a run that
/// was taken up again counts anew). Samples at the same time are one. The first point has the speed of the
/// second, so that a short run is a line, too.
QVector<ChartPoint> chartPoints(const QVector<JobSample>& samples);

/// The distance of an axis' marks: 1, 2 or 5 times a power of ten, so that at most `most` fit up to `top`.
double niceStep(double top, int most);

/// Speed and memory over the run of a job: two curves, an axis for each, and the values under the mouse.
class JobChart : public QWidget
{
    Q_OBJECT

public:
    explicit JobChart(QWidget* parent = nullptr);

    void setSamples(const QVector<JobSample>& samples);
    const QVector<ChartPoint>& points() const { return m_points; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    struct Scale
    {
        double step = 1;
        double top = 1;
    };
    using Value = double ChartPoint::*;

    QRectF plot() const;
    Scale scaleOf(Value value, int most) const;
    QPointF place(const ChartPoint& point, Value value, const Scale& scale) const;
    double longest() const;
    void paintAxes(QPainter& painter, const Scale& speed, const Scale& memory) const;
    void paintTimes(QPainter& painter) const;
    void paintCurve(QPainter& painter, Value value, const Scale& scale, const QColor& color,
                    bool isFilled) const;
    void paintLegend(QPainter& painter) const;
    void paintHovered(QPainter& painter, const Scale& speed, const Scale& memory) const;
    QString textOf(const ChartPoint& point) const;

    QVector<ChartPoint> m_points;
    int m_hovered = -1;
};

} // namespace safelight
