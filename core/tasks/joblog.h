#pragma once

#include "base/eventlog.h"
#include "base/result.h"
#include "domain/job.h"

#include <QDateTime>
#include <QVector>

#include <filesystem>

namespace safelight {

/// A line of the log, as it was written.
struct JobLogLine
{
    QDateTime at; ///< UTC
    LogLevel level = LogLevel::Info;
    QString event;
    QJsonObject fields; ///< what the event says besides; without the job's id
};

/// The last `most` lines that a job wrote into the log file and the one that was put aside before it, oldest
/// first. Reads both files: not for the GUI thread. A file that is not there has no lines.
/// Errors: PermissionDenied, ReadFailed.
Result<QVector<JobLogLine>> jobLogLines(const std::filesystem::path& logFile, JobId job, int most);

} // namespace safelight
