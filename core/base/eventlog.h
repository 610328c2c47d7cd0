#pragma once

#include <QJsonObject>
#include <QString>

#include <filesystem>
#include <functional>
#include <memory>

namespace safelight {

enum class LogLevel { Debug, Info, Warning, Error };

/// Writes events as JSON lines `{"time":…,"level":…,"event":…,…}`, untranslated. Thread-safe; a copy shares
/// the sinks. Logging never fails its caller: a sink that cannot be written to is dropped.
class EventLog
{
public:
    using Sink = std::function<void(LogLevel, const QByteArray& line)>;

    /// A log without sinks: everything is dropped. What tests and libraries start from.
    EventLog();

    /// Adds a sink, called under the log's lock with one complete line (no newline).
    void addSink(Sink sink) const;

    /// Appends lines to `file`, which is renamed to `file.1` once it is larger than 8 MiB.
    void addFile(const std::filesystem::path& file) const;

    /// The same log, with fields that every line of it bears.
    EventLog with(const QJsonObject& fields) const;

    void write(LogLevel level, QStringView event, const QJsonObject& fields = {}) const;
    void info(QStringView event, const QJsonObject& fields = {}) const
    {
        write(LogLevel::Info, event, fields);
    }
    void warning(QStringView event, const QJsonObject& fields = {}) const
    {
        write(LogLevel::Warning, event, fields);
    }
    void error(QStringView event, const QJsonObject& fields = {}) const
    {
        write(LogLevel::Error, event, fields);
    }

private:
    struct State;
    std::shared_ptr<State> m_state;
    QJsonObject m_fields;
};

} // namespace safelight
