#include "app/cli/console.h"

#include "base/pathtext.h"
#include "maintenance/correctionexport.h"
#include "ui/words/errortext.h"
#include "ui/words/ingesttext.h"
#include "ui/words/progresstext.h"
#include "ui/words/tasktext.h"

#include <QJsonDocument>

#include <sys/ioctl.h>
#include <unistd.h>

namespace safelight::cli {

namespace {

constexpr qint64 kProgressIntervalMs = 100;
constexpr int kBarWidth = 24;
constexpr int kDefaultColumns = 80;

int terminalColumns()
{
    winsize size = {};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kDefaultColumns;
}

QJsonValue textOrNull(const QString& text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

QJsonObject itemJson(const IngestItem& item)
{
    QJsonObject object = {{QStringLiteral("event"), QStringLiteral("item")},
                          {QStringLiteral("path"), item.path},
                          {QStringLiteral("outcome"), ingestOutcomeName(item.outcome)},
                          {QStringLiteral("photo"), textOrNull(item.stem)},
                          {QStringLiteral("existing"), textOrNull(item.existing)},
                          {QStringLiteral("reason"), textOrNull(reasonText(item))}};
    if (item.finding != Finding::None)
        object[QStringLiteral("finding")] = findingName(item.finding);
    if (item.reason)
        object[QStringLiteral("code")] = errorCodeName(item.reason->code);
    if (item.isSourceRemoved)
        object[QStringLiteral("source_removed")] = true;
    return object;
}

QString flags(const Availability& available)
{
    return QString(available.jpg ? u'J' : u'-') + (available.raw ? u'R' : u'-') +
           (available.other ? u'O' : u'-');
}

} // namespace

ExitCode exitCodeFor(const Error& error)
{
    switch (error.code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::ProjectUnknown:
    case ErrorCode::WrongCursor:
        return kUsage;
    case ErrorCode::LibraryMissing:
    case ErrorCode::CatalogReadOnly:
    case ErrorCode::CatalogDamaged:
    case ErrorCode::CatalogTooNew:
    case ErrorCode::CatalogUnreachable:
    case ErrorCode::CatalogLoginRefused:
    case ErrorCode::CatalogMissing:
    case ErrorCode::CatalogOfOther:
    case ErrorCode::CatalogFailed:
        return kCatalog;
    case ErrorCode::Cancelled:
        return kInterrupted;
    default:
        return kRefused;
    }
}

Console::Console(Format format, bool isQuiet)
    : m_format(format), m_isQuiet(isQuiet), m_isTerminal(::isatty(STDERR_FILENO) == 1)
{
}

void Console::writeLine(std::FILE* stream, const QByteArray& line)
{
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stream);
    std::fputc('\n', stream);
    std::fflush(stream);
}

void Console::progressed(const TaskProgress& told)
{
    const std::lock_guard lock(m_mutex);
    TaskProgress progress = told;
    if (told.stage == TaskStage::AwaitingVolume) { // nothing is done meanwhile, and nothing undone
        progress.done = m_done;
        progress.total = m_total;
    }
    m_done = progress.done;
    m_total = progress.total;
    const bool isNewStage = m_stage != progress.stage;
    const bool isLast = progress.total && progress.done == *progress.total;
    if (!isNewStage && !isLast && m_sinceProgress.isValid() &&
        m_sinceProgress.elapsed() < kProgressIntervalMs)
        return;
    m_stage = progress.stage;
    m_sinceProgress.start();
    if (isJson()) {
        QJsonObject object = {{QStringLiteral("event"), QStringLiteral("progress")},
                              {QStringLiteral("done"), progress.done},
                              {QStringLiteral("total"),
                               progress.total ? QJsonValue(*progress.total) : QJsonValue(QJsonValue::Null)},
                              {QStringLiteral("stage"), taskStageName(progress.stage)}};
        if (progress.task) {
            object[QStringLiteral("task")] = maintenanceTaskName(*progress.task);
            object[QStringLiteral("step")] = progress.step;
            object[QStringLiteral("steps")] = progress.steps;
        }
        writeLine(stdout, QJsonDocument(object).toJson(QJsonDocument::Compact));
    } else if (m_isQuiet) {
        return;
    } else if (m_isTerminal) {
        drawProgress(progress);
    } else if (isNewStage && progress.stage == TaskStage::AwaitingVolume) {
        writeLine(stderr, progressStageText(progress).toUtf8());
    }
}

void Console::drawProgress(const TaskProgress& progress)
{
    QString line = progressStageText(progress) + u' ';
    if (progress.total && *progress.total > 0) {
        const auto filled = static_cast<int>(progress.done * kBarWidth / *progress.total);
        line += u'[' + QString(filled, u'#') + QString(kBarWidth - filled, u'.') + u"] ";
    }
    line += progressText(progress);
    if (progress.bytes.value > 0)
        line += u", " + sizeText(progress.bytes);
    const QByteArray shown = "\r\033[K" + line.left(terminalColumns() - 1).toUtf8();
    std::fwrite(shown.constData(), 1, static_cast<size_t>(shown.size()), stderr);
    std::fflush(stderr);
    m_isBarDrawn = true;
}

void Console::clearProgress()
{
    if (m_isBarDrawn)
        std::fputs("\r\033[K", stderr);
    m_isBarDrawn = false;
}

void Console::happened(const Fact& fact)
{
    const std::lock_guard lock(m_mutex);
    if (const auto* ingested = std::get_if<ItemsIngested>(&fact)) {
        for (const IngestItem& item : ingested->items)
            sayItem(item);
    } else if (const auto* corrected = std::get_if<RowsCorrected>(&fact)) {
        for (const Correction& row : corrected->rows)
            sayCorrection(row, QStringLiteral("corrected"));
    } else if (const auto* undone = std::get_if<CorrectionsUndone>(&fact)) {
        for (const Correction& row : undone->rows)
            sayCorrection(row, QStringLiteral("undone"));
    } else if (const auto* failed = std::get_if<ItemFailed>(&fact)) {
        sayTaskItem(QStringLiteral("failed"), failed->task, failed->project, failed->reason);
    } else if (const auto* left = std::get_if<ItemLeftAlone>(&fact)) {
        sayTaskItem(QStringLiteral("left_alone"), left->task, left->project, left->reason);
    } else if (const auto* skipped = std::get_if<ProjectSkipped>(&fact)) {
        saySkipped(*skipped);
    }
}

void Console::sayItem(const IngestItem& item)
{
    if (isJson())
        return writeLine(stdout, QJsonDocument(itemJson(item)).toJson(QJsonDocument::Compact));
    const bool isPlain = item.outcome == IngestOutcome::Imported && !item.reason;
    if (m_isQuiet || isPlain)
        return;
    clearProgress();
    QString line = outcomeText(item.outcome) + u": " + displayText(item.path);
    if (const QString reason = reasonText(item); !reason.isEmpty())
        line += u" (" + reason + u')';
    writeLine(stdout, line.toUtf8());
}

void Console::sayTaskItem(const QString& event, MaintenanceTask task, const QString& project,
                          const Error& reason)
{
    if (isJson()) {
        return writeLine(stdout,
                         QJsonDocument(QJsonObject{{QStringLiteral("event"), event},
                                                   {QStringLiteral("task"), maintenanceTaskName(task)},
                                                   {QStringLiteral("project"), textOrNull(project)},
                                                   {QStringLiteral("subject"), reason.subject},
                                                   {QStringLiteral("reason"), errorCodeName(reason.code)},
                                                   {QStringLiteral("message"), fullText(reason)}})
                             .toJson(QJsonDocument::Compact));
    }
    if (m_isQuiet && event == u"left_alone")
        return;
    clearProgress();
    const QString line =
        taskText(task) + u": " + displayText(reason.subject) + u" (" + shortText(reason) + u')';
    writeLine(event == u"failed" ? stderr : stdout, line.toUtf8());
}

void Console::sayCorrection(const Correction& correction, const QString& event)
{
    if (isJson()) {
        QJsonObject object = correctionJson(correction);
        object[QStringLiteral("event")] = event;
        return writeLine(stdout, QJsonDocument(object).toJson(QJsonDocument::Compact));
    }
    if (m_isQuiet)
        return;
    clearProgress();
    const bool isAvailability = correction.kind == CorrectionKind::Availability;
    const QString name = correction.stem.isEmpty() ? QString() : u": " + displayText(correction.stem);
    const QString what = isAvailability ? QString() : correctionKindText(correction) + u' ';
    const QString before = isAvailability ? flags(correction.before) : beforeText(correction);
    const QString after = isAvailability ? flags(correction.after) : afterText(correction);
    const QString line =
        event + u": " + correction.projectName + name + u"  " + what + before + u" -> " + after;
    writeLine(stdout, line.toUtf8());
}

void Console::saySkipped(const ProjectSkipped& skipped)
{
    if (isJson()) {
        const QJsonObject object = {{QStringLiteral("event"), QStringLiteral("skipped")},
                                    {QStringLiteral("project"), skipped.project},
                                    {QStringLiteral("reason"), errorCodeName(skipped.reason.code)},
                                    {QStringLiteral("message"), fullText(skipped.reason)}};
        writeLine(stdout, QJsonDocument(object).toJson(QJsonDocument::Compact));
        return;
    }
    sayError(skipped.reason);
}

/// Each error is said once, also where a run ends with one that was told on the way.
void Console::sayError(const Error& error)
{
    const QString text = fullText(error);
    if (m_saidErrors.contains(text))
        return;
    m_saidErrors.insert(text);
    clearProgress();
    writeLine(stderr, text.toUtf8());
}

void Console::say(const QString& sentence)
{
    const std::lock_guard lock(m_mutex);
    if (isJson() || m_isQuiet)
        return;
    clearProgress();
    writeLine(stdout, sentence.toUtf8());
}

void Console::emitJson(const QJsonObject& object)
{
    const std::lock_guard lock(m_mutex);
    if (isJson())
        writeLine(stdout, QJsonDocument(object).toJson(QJsonDocument::Compact));
}

void Console::summarise(const QString& command, QJsonObject summary, const QString& sentence,
                        const std::optional<Error>& error)
{
    if (isJson()) {
        summary[QStringLiteral("event")] = QStringLiteral("summary");
        summary[QStringLiteral("command")] = command;
        if (error) {
            summary[QStringLiteral("error")] = errorCodeName(error->code);
            summary[QStringLiteral("message")] = fullText(*error);
        }
        emitJson(summary);
    } else if (!sentence.isEmpty()) {
        say(sentence);
    }
    if (error) {
        const std::lock_guard lock(m_mutex);
        sayError(*error);
    }
}

ExitCode Console::fail(const QString& command, const Error& error)
{
    summarise(command, {}, QString(), error);
    return exitCodeFor(error);
}

} // namespace safelight::cli
