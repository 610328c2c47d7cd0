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

/// Folders of one benchmark, each new. Nothing is removed before the end of all of them: ext4 does not use
/// the number of a removed file again for one to five minutes (fs/ext4/ialloc.c, recently_deleted), and
/// passes over thousands of them for each file that is made took as long as the rest of a copy.
class FreshFolders
{
public:
    explicit FreshFolders(std::filesystem::path parent) : m_parent(std::move(parent)) {}

    std::filesystem::path next(const std::string& name)
    {
        return m_parent / (name + '-' + std::to_string(++m_count));
    }

private:
    std::filesystem::path m_parent;
    int m_count = 0;
};

/// Drops what an earlier step left to be written, so that the next one does not pay for it.
void settleDisk();

} // namespace safelight::bench
