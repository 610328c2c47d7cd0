#include "base/eventlog.h"

#include <QDateTime>
#include <QJsonDocument>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mutex>
#include <vector>

namespace safelight {

namespace {

constexpr off_t kRotateAt = off_t{8} * 1024 * 1024;

QString levelName(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return QStringLiteral("debug");
    case LogLevel::Info:
        return QStringLiteral("info");
    case LogLevel::Warning:
        return QStringLiteral("warning");
    case LogLevel::Error:
        return QStringLiteral("error");
    }
    return QStringLiteral("error");
}

/// One open log file. O_APPEND makes lines of two processes follow each other, not mix.
class LogFile
{
public:
    explicit LogFile(std::filesystem::path path) : m_path(std::move(path)) { open(); }
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;
    ~LogFile() { close(); }

    void append(const QByteArray& line)
    {
        if (m_fd < 0)
            return;
        const QByteArray whole = line + '\n';
        if (::write(m_fd, whole.constData(), static_cast<size_t>(whole.size())) < 0) {
            close();
            return;
        }
        struct stat status = {};
        if (::fstat(m_fd, &status) == 0 && status.st_size > kRotateAt)
            rotate(status);
    }

private:
    void open() { m_fd = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644); }
    void close()
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = -1;
    }
    /// Puts the full file aside, unless another process has done so already: then its new one must stay.
    void rotate(const struct stat& full)
    {
        struct stat named = {};
        const bool isStillNamed =
            ::stat(m_path.c_str(), &named) == 0 && named.st_dev == full.st_dev && named.st_ino == full.st_ino;
        close();
        if (isStillNamed) {
            std::error_code ignored;
            auto older = m_path;
            older += ".1";
            std::filesystem::rename(m_path, older, ignored); // replaces the older log on purpose
        }
        open();
    }

    std::filesystem::path m_path;
    int m_fd = -1;
};

} // namespace

struct EventLog::State
{
    std::mutex mutex;
    std::vector<Sink> sinks; // guarded by mutex
};

EventLog::EventLog() : m_state(std::make_shared<State>()) {}

void EventLog::addSink(Sink sink) const
{
    const std::lock_guard lock(m_state->mutex);
    m_state->sinks.push_back(std::move(sink));
}

void EventLog::addFile(const std::filesystem::path& file) const
{
    auto log = std::make_shared<LogFile>(file);
    addSink([log](LogLevel, const QByteArray& line) { log->append(line); });
}

EventLog EventLog::with(const QJsonObject& fields) const
{
    EventLog log = *this;
    for (auto it = fields.begin(); it != fields.end(); ++it)
        log.m_fields[it.key()] = *it;
    return log;
}

void EventLog::write(LogLevel level, QStringView event, const QJsonObject& fields) const
{
    const std::lock_guard lock(m_state->mutex);
    if (m_state->sinks.empty())
        return;
    QJsonObject line = m_fields;
    for (auto it = fields.begin(); it != fields.end(); ++it)
        line[it.key()] = *it;
    line[QStringLiteral("time")] = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    line[QStringLiteral("level")] = levelName(level);
    line[QStringLiteral("event")] = event.toString();
    const QByteArray bytes = QJsonDocument(line).toJson(QJsonDocument::Compact);
    for (const Sink& sink : m_state->sinks)
        sink(level, bytes);
}

} // namespace safelight
