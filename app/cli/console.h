#pragma once

#include "base/error.h"
#include "tasks/taskobserver.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QSet>

#include <cstdio>
#include <mutex>

namespace safelight::cli {

/// What the command line answers with; see design, "Command line".
enum ExitCode {
    kDone = 0,
    kSomeFailed = 1,
    kUsage = 2,
    kRefused = 3,
    kCatalog = 4,
    kInterrupted = 130,
};
ExitCode exitCodeFor(const Error& error);

/// Where output goes: JSON lines on standard output with --json, otherwise sentences there and a progress bar
/// on standard error when that is a terminal.
class Console final : public TaskObserver
{
public:
    enum class Format { Text, Json };

    Console(Format format, bool isQuiet);

    bool isJson() const { return m_format == Format::Json; }

    // TaskObserver; any thread.
    void progressed(const TaskProgress& progress) override;
    void happened(const Fact& fact) override;

    /// A sentence for people; nothing with --json or --quiet.
    void say(const QString& sentence);
    /// One JSON object; nothing without --json.
    void emitJson(const QJsonObject& object);
    /// The last word: the summary event with --json, the sentence otherwise.
    void summarise(const QString& command, QJsonObject summary, const QString& sentence,
                   const std::optional<Error>& error = {});
    /// Tells a failure on standard error (and, with --json, as the summary of the command).
    ExitCode fail(const QString& command, const Error& error);

private:
    void sayItem(const IngestItem& item);
    void saySkipped(const ProjectSkipped& skipped);
    void sayError(const Error& error);
    void sayCorrection(const Correction& correction, const QString& event);
    void sayTaskItem(const QString& event, MaintenanceTask task, const QString& project, const Error& reason);
    void drawProgress(const TaskProgress& progress);
    void clearProgress();
    void writeLine(std::FILE* stream, const QByteArray& line);

    std::mutex m_mutex; ///< guards everything below, and the streams
    Format m_format;
    bool m_isQuiet;
    bool m_isTerminal;
    QSet<QString> m_saidErrors;
    bool m_isBarDrawn = false;
    std::optional<TaskStage> m_stage;
    qint64 m_done = 0; ///< as told last
    std::optional<qint64> m_total;
    QElapsedTimer m_sinceProgress;
};

} // namespace safelight::cli
