#include "ui/widgets/jobchart.h"

#include "base/units.h"
#include "ui/theme.h"
#include "ui/words/progresstext.h"

#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace safelight {

namespace {

constexpr int kMostMarks = 4;
constexpr int kMostTimes = 6;
constexpr qreal kCurveWidth = 1.8;
constexpr int kFillAlpha = 46;
constexpr int kChartGap = 8;
constexpr double kMinute = 60;
constexpr double kRounding = 1.001; // the last mark is drawn whatever the sum of its steps is
constexpr double kTiny = 1e-9;      // what a sum of doubles may be off

QString numberText(double value, double step)
{
    const int decimals = step >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(step) - kTiny));
    return QLocale(QLocale::English).toString(value, 'f', decimals);
}

QString secondsText(double seconds)
{
    return durationText(std::chrono::milliseconds(static_cast<qint64>(seconds * kMsPerSecond)));
}

double secondsOf(const JobSample& sample)
{
    return static_cast<double>(sample.atMs) / kMsPerSecond;
}

QString markText(double seconds, double step)
{
    if (seconds < kMinute)
        return JobChart::tr("%1 s").arg(numberText(seconds, step));
    return QStringLiteral("%1:%2")
        .arg(static_cast<int>(seconds / kMinute))
        .arg(static_cast<int>(std::fmod(seconds, kMinute)), 2, 10, QChar(u'0'));
}

/// The distance of the marks of the time: whole parts of a minute or of an hour.
double timeStep(double longest)
{
    for (const double step : {1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0}) {
        if (longest / step <= kMostTimes)
            return longest < 1 ? niceStep(longest, kMostTimes) : step;
    }
    constexpr double kHour = 3600;
    return kHour * std::ceil(longest / kMostTimes / kHour);
}

} // namespace

QVector<ChartPoint> chartPoints(const QVector<JobSample>& samples)
{
    QVector<ChartPoint> points;
    for (qsizetype i = 1; i < samples.size(); ++i) {
        const qint64 ms = samples[i].atMs - samples[i - 1].atMs;
        if (ms <= 0)
            continue;
        const auto done = static_cast<double>(std::max<qint64>(samples[i].done - samples[i - 1].done, 0));
        const double perSecond = done * kMsPerSecond / static_cast<double>(ms);
        if (points.isEmpty())
            points += ChartPoint{secondsOf(samples[i - 1]), perSecond, samples[i - 1].residentMb};
        points += ChartPoint{secondsOf(samples[i]), perSecond, samples[i].residentMb};
    }
    return points;
}

double niceStep(double top, int most)
{
    if (top <= 0 || most < 1)
        return 1;
    const double least = top / most;
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= least * (1 - kTiny))
            return factor * power;
    }
    return 10 * power;
}

JobChart::JobChart(QWidget* parent) : QWidget(parent)
{
    setMouseTracking(true);
    setAccessibleName(tr("Speed and memory over the run"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
}

void JobChart::setSamples(const QVector<JobSample>& samples)
{
    m_points = chartPoints(samples);
    m_hovered = std::min(m_hovered, static_cast<int>(m_points.size()) - 1);
    setAccessibleDescription(m_points.isEmpty() ? QString() : textOf(m_points.last()));
    update();
}

QSize JobChart::sizeHint() const
{
    return {420, 190};
}

QSize JobChart::minimumSizeHint() const
{
    return {200, 110};
}

QRectF JobChart::plot() const
{
    const int side = fontMetrics().horizontalAdvance(QStringLiteral("00,000")) + 2 * kChartGap;
    const int line = fontMetrics().height();
    return QRectF(rect()).adjusted(side, line + 2 * kChartGap, -side, -line - 1.5 * kChartGap);
}

double JobChart::longest() const
{
    return m_points.isEmpty() ? 1 : std::max(m_points.last().seconds, 0.001);
}

JobChart::Scale JobChart::scaleOf(Value value, int most) const
{
    double top = 0;
    for (const ChartPoint& point : m_points)
        top = std::max(top, point.*value);
    const double step = niceStep(top, most);
    return {step, std::max(step, std::ceil(top / step) * step)};
}

QPointF JobChart::place(const ChartPoint& point, Value value, const Scale& scale) const
{
    const QRectF area = plot();
    return {area.left() + area.width() * point.seconds / longest(),
            area.bottom() - area.height() * (point.*value) / scale.top};
}

void JobChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ThemeColors colors = Theme::colors(palette());
    if (m_points.isEmpty()) {
        painter.setPen(colors.quiet);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("Speed and memory are drawn here while a job runs."));
        return;
    }
    const Scale speed = scaleOf(&ChartPoint::perSecond, kMostMarks);
    const Scale memory = scaleOf(&ChartPoint::megabytes, kMostMarks);
    paintAxes(painter, speed, memory);
    paintTimes(painter);
    paintCurve(painter, &ChartPoint::megabytes, memory, colors.quiet, false);
    paintCurve(painter, &ChartPoint::perSecond, speed, colors.accent, true);
    paintLegend(painter);
    if (m_hovered >= 0)
        paintHovered(painter, speed, memory);
}

void JobChart::paintAxes(QPainter& painter, const Scale& speed, const Scale& memory) const
{
    const ThemeColors colors = Theme::colors(palette());
    const QRectF area = plot();
    const qreal line = fontMetrics().height();
    for (int mark = 0; mark * speed.step <= speed.top * kRounding; ++mark) {
        const double value = mark * speed.step;
        const qreal y = std::round(area.bottom() - area.height() * value / speed.top) + 0.5;
        painter.setPen(QPen(colors.line, 1));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(colors.quiet);
        painter.drawText(QRectF(0, y - line / 2, area.left() - kChartGap, line),
                         Qt::AlignRight | Qt::AlignVCenter, numberText(value, speed.step));
    }
    painter.setPen(colors.quiet);
    for (int mark = 0; mark * memory.step <= memory.top * kRounding; ++mark) {
        const double value = mark * memory.step;
        const qreal y = area.bottom() - area.height() * value / memory.top;
        painter.drawText(
            QRectF(area.right() + kChartGap, y - line / 2, width() - area.right() - kChartGap, line),
            Qt::AlignLeft | Qt::AlignVCenter, numberText(value, memory.step));
    }
}

void JobChart::paintTimes(QPainter& painter) const
{
    const QRectF area = plot();
    const qreal line = fontMetrics().height();
    constexpr qreal kWidth = 80;
    painter.setPen(Theme::colors(palette()).quiet);
    const double step = timeStep(longest());
    for (int mark = 0; mark * step <= longest() * kRounding; ++mark) {
        const double at = mark * step;
        const qreal x = area.left() + area.width() * at / longest();
        painter.drawText(QRectF(x - kWidth / 2, area.bottom() + kChartGap / 2.0, kWidth, line),
                         Qt::AlignCenter, markText(at, step));
    }
}

void JobChart::paintCurve(QPainter& painter, Value value, const Scale& scale, const QColor& color,
                          bool isFilled) const
{
    QPainterPath curve(place(m_points.first(), value, scale));
    for (const ChartPoint& point : m_points.mid(1))
        curve.lineTo(place(point, value, scale));
    if (isFilled) {
        QPainterPath area = curve;
        area.lineTo(place(m_points.last(), value, scale).x(), plot().bottom());
        area.lineTo(place(m_points.first(), value, scale).x(), plot().bottom());
        QColor fill = color;
        fill.setAlpha(kFillAlpha);
        painter.fillPath(area, fill);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(
        QPen(color, kCurveWidth, isFilled ? Qt::SolidLine : Qt::DashLine, Qt::FlatCap, Qt::RoundJoin));
    painter.drawPath(curve);
}

void JobChart::paintLegend(QPainter& painter) const
{
    const ThemeColors colors = Theme::colors(palette());
    const QRectF area(kChartGap, kChartGap / 2.0, width() - 2 * kChartGap, fontMetrics().height());
    painter.setPen(colors.accent);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, tr("photos/s"));
    painter.setPen(colors.quiet);
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, tr("memory, MiB"));
}

void JobChart::paintHovered(QPainter& painter, const Scale& speed, const Scale& memory) const
{
    constexpr qreal kDot = 3.5;
    const ThemeColors colors = Theme::colors(palette());
    const ChartPoint& point = m_points[m_hovered];
    const QPointF onSpeed = place(point, &ChartPoint::perSecond, speed);
    painter.setPen(QPen(colors.quiet, 1, Qt::DotLine));
    painter.drawLine(QPointF(onSpeed.x(), plot().top()), QPointF(onSpeed.x(), plot().bottom()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.accent);
    painter.drawEllipse(onSpeed, kDot, kDot);
    painter.setBrush(colors.quiet);
    painter.drawEllipse(place(point, &ChartPoint::megabytes, memory), kDot, kDot);
}

QString JobChart::textOf(const ChartPoint& point) const
{
    constexpr double kFew = 10;
    return tr("After %1: %2 photos/s, %3 MiB")
        .arg(secondsText(point.seconds), numberText(point.perSecond, point.perSecond < kFew ? 0.1 : 1),
             numberText(point.megabytes, 1));
}

void JobChart::mouseMoveEvent(QMouseEvent* event)
{
    if (m_points.isEmpty())
        return;
    const double seconds = (event->position().x() - plot().left()) / plot().width() * longest();
    const auto nearest = std::ranges::min_element(
        m_points, {}, [seconds](const ChartPoint& point) { return std::abs(point.seconds - seconds); });
    m_hovered = static_cast<int>(nearest - m_points.begin());
    QToolTip::showText(event->globalPosition().toPoint(), textOf(*nearest), this);
    update();
}

void JobChart::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_hovered = -1;
    update();
}

} // namespace safelight
