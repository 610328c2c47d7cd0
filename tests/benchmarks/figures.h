#pragma once

#include "base/ids.h"
#include "base/result.h"

#include <QJsonObject>
#include <QStringList>

#include <chrono>
#include <vector>

namespace safelight::bench {

using Milliseconds = std::chrono::duration<double, std::milli>;

class Stopwatch
{
public:
    Milliseconds elapsed() const { return std::chrono::steady_clock::now() - m_start; }
    /// The time since the start, or since the last lap.
    Milliseconds lap();

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

/// The times of repeated runs of one thing.
class Series
{
public:
    void add(Milliseconds time) { m_times.push_back(time); }
    bool isEmpty() const { return m_times.empty(); }
    Milliseconds median() const;
    Milliseconds best() const;
    /// {median_ms, best_ms, runs}
    QJsonObject toJson() const;

private:
    std::vector<Milliseconds> m_times;
};

/// To three digits after the point: more would be noise.
double rounded(double value);
double perSecond(double count, Milliseconds time);
double megabytes(ByteCount bytes);

/// Runs this program again with `arguments` and gives its figures: a fresh process, so that its memory is
/// that of the measured work alone.
Result<QJsonObject> runChild(const QStringList& arguments);

/// Drops what an earlier step left to be written, so that the next one does not pay for it.
void settleDisk();

} // namespace safelight::bench
