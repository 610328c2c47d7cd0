#include "benchmarks/figures.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QProcess>

#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace safelight::bench {

Milliseconds Stopwatch::lap()
{
    const auto now = std::chrono::steady_clock::now();
    return now - std::exchange(m_start, now);
}

Milliseconds Series::median() const
{
    auto times = m_times;
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::ranges::nth_element(times, middle);
    return *middle;
}

Milliseconds Series::best() const
{
    return *std::ranges::min_element(m_times);
}

QJsonObject Series::toJson() const
{
    return {{QStringLiteral("median_ms"), rounded(median().count())},
            {QStringLiteral("best_ms"), rounded(best().count())},
            {QStringLiteral("runs"), static_cast<int>(m_times.size())}};
}

double rounded(double value)
{
    constexpr double kSteps = 1000;
    return std::round(value * kSteps) / kSteps;
}

double perSecond(double count, Milliseconds time)
{
    constexpr double kMsPerSecond = 1000;
    return rounded(count * kMsPerSecond / time.count());
}

double megabytes(ByteCount bytes)
{
    constexpr double kBytesPerMb = 1024.0 * 1024.0;
    return rounded(static_cast<double>(bytes.value) / kBytesPerMb);
}

Result<QJsonObject> runChild(const QStringList& arguments)
{
    QProcess child;
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child.start(QCoreApplication::applicationFilePath(), arguments);
    const bool hasEnded = child.waitForFinished(-1);
    const QJsonDocument figures = QJsonDocument::fromJson(child.readAllStandardOutput());
    if (!hasEnded || child.exitCode() != 0 || !figures.isObject())
        return Error{ErrorCode::Internal, arguments.join(u' '), child.errorString(), nullptr};
    return figures.object();
}

void settleDisk()
{
    ::sync();
}

} // namespace safelight::bench
