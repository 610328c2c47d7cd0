#include "tasks/joblog.h"

#include "storage/fileio.h"

#include <QJsonDocument>

#include <algorithm>

namespace safelight {

namespace {

/// A log is put aside at 8 MiB (base/eventlog.h); a line more may be in it.
constexpr ByteCount kLargestLog{qint64{16} * 1024 * 1024};

LogLevel levelFromName(QStringView name)
{
    if (name == u"debug")
        return LogLevel::Debug;
    if (name == u"warning")
        return LogLevel::Warning;
    return name == u"error" ? LogLevel::Error : LogLevel::Info;
}

JobLogLine lineFrom(QJsonObject object)
{
    JobLogLine line;
    line.at = QDateTime::fromString(object.take(QStringLiteral("time")).toString(), Qt::ISODateWithMs);
    line.level = levelFromName(object.take(QStringLiteral("level")).toString());
    line.event = object.take(QStringLiteral("event")).toString();
    object.remove(QStringLiteral("job"));
    line.fields = object;
    return line;
}

void addLines(const std::string& log, JobId job, QVector<JobLogLine>& lines)
{
    // Most lines are of other jobs: they are told by their bytes, before any JSON is read.
    const std::string mark = "\"job\":" + std::to_string(job.value);
    for (std::size_t from = 0; from < log.size();) {
        const std::size_t end = std::min(log.find('\n', from), log.size());
        const std::string_view text(log.data() + from, end - from);
        from = end + 1;
        if (text.find(mark) == std::string_view::npos)
            continue;
        const auto bytes = QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
        const QJsonObject object = QJsonDocument::fromJson(bytes).object();
        if (object[u"job"].toInteger() == job.value)
            lines += lineFrom(object);
    }
}

} // namespace

Result<QVector<JobLogLine>> jobLogLines(const std::filesystem::path& logFile, JobId job, int most)
{
    QVector<JobLogLine> lines;
    auto older = logFile;
    older += ".1";
    for (const auto& file : {older, logFile}) {
        const Result<std::string> log = readSmallFile(file, kLargestLog);
        if (log)
            addLines(*log, job, lines);
        else if (log.error().code != ErrorCode::NotFound)
            return log.error();
    }
    return lines.size() > most ? lines.last(most) : lines;
}

} // namespace safelight
