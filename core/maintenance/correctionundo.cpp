#include "maintenance/correctionundo.h"

#include "catalog/correctionrepository.h"
#include "catalog/filerepository.h"
#include "catalog/photorepository.h"

#include <algorithm>

namespace safelight {

namespace {

/// One undoing, on its own connection.
class CorrectionUndo
{
public:
    CorrectionUndo(const TaskEnvironment& environment, TaskObserver& observer, const CancelToken& cancel)
        : m_environment(environment),
          m_observer(observer),
          m_cancel(cancel),
          m_connection(environment.library.catalog())
    {
    }

    TaskResult run(const UndoRequest& request);

private:
    Status undoAll(const UndoRequest& request);
    Status undoPage(const QVector<Correction>& rows);
    Result<bool> undoOne(const Correction& row);
    Result<bool> undoFile(const Correction& row, const FileChange& change);
    void leave(const Correction& row, ErrorCode code);

    const TaskEnvironment& m_environment;
    TaskObserver& m_observer;
    CancelToken m_cancel;
    Connection m_connection;
    qint64 m_undone = 0;
    qint64 m_skipped = 0;
};

TaskResult CorrectionUndo::run(const UndoRequest& request)
{
    TaskResult result;
    const Status undone = undoAll(request);
    result.summary = {{QStringLiteral("undone"), m_undone}, {QStringLiteral("skipped"), m_skipped}};
    if (!undone) {
        result.state = JobState::Failed;
        result.error = undone.error();
    } else if (m_cancel.isCancelled()) {
        result.state = JobState::Cancelled;
    } else if (m_skipped > 0) {
        result.state = JobState::DoneWithFailures;
    }
    m_environment.log.info(u"corrections_undone", result.summary);
    return result;
}

Status CorrectionUndo::undoAll(const UndoRequest& request)
{
    SAFELIGHT_TRY(m_connection.open(
        Connection::Mode::ReadWrite,
        std::chrono::milliseconds(m_environment.settings.number(u"catalog.busy_timeout_ms"))));
    const CorrectionRepository corrections(m_connection);
    CorrectionQuery query;
    query.job = request.job;
    query.ids = request.corrections;
    query.isUndone = false;
    constexpr int kPage = 200; // rows of a transaction
    std::optional<CorrectionId> before;
    while (!m_cancel.isCancelled()) {
        SAFELIGHT_ASSIGN(const auto rows, corrections.newest(query, before, kPage));
        if (rows.isEmpty())
            return {};
        SAFELIGHT_TRY(undoPage(rows));
        before = rows.last().id;
    }
    return {};
}

Status CorrectionUndo::undoPage(const QVector<Correction>& rows)
{
    QVector<Correction> undone;
    QVector<Correction> changed;
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    for (const Correction& row : rows) {
        if (row.kind != CorrectionKind::Availability) {
            leave(row, ErrorCode::Unsupported);
            continue;
        }
        Savepoint savepoint(m_connection);
        SAFELIGHT_TRY(savepoint.begin());
        SAFELIGHT_ASSIGN(const bool isUndone, undoOne(row));
        if (isUndone) {
            SAFELIGHT_TRY(savepoint.release());
            undone += row;
        } else {
            changed += row;
        }
    }
    SAFELIGHT_TRY(transaction.commit());
    m_undone += undone.size();
    if (!undone.isEmpty())
        m_observer.happened(CorrectionsUndone{undone});
    for (const Correction& row : changed)
        leave(row, ErrorCode::ChangedWhileRead);
    return {};
}

/// False where a row does not say any more what the correction wrote.
Result<bool> CorrectionUndo::undoOne(const Correction& row)
{
    SAFELIGHT_ASSIGN(const bool isPhotoAsWritten,
                     PhotoRepository(m_connection).updateAvailability(row.photo, row.after, row.before));
    if (!isPhotoAsWritten)
        return false;
    for (const FileChange& change : row.files) {
        SAFELIGHT_ASSIGN(const bool isFileAsWritten, undoFile(row, change));
        if (!isFileAsWritten)
            return false;
    }
    return CorrectionRepository(m_connection).markUndone(row.id, QDateTime::currentDateTimeUtc());
}

Result<bool> CorrectionUndo::undoFile(const Correction& row, const FileChange& change)
{
    const FileRepository files(m_connection);
    SAFELIGHT_ASSIGN(const auto file, files.findByName(row.project, change.name));
    if (!file || file->photo != row.photo)
        return false;
    return files.updatePresence(file->id, change.isPresent, change.wasPresent);
}

void CorrectionUndo::leave(const Correction& row, ErrorCode code)
{
    ++m_skipped;
    m_observer.happened(ItemFailed{MaintenanceTask::ManifestCheck, row.projectName,
                                   Error{code, row.stem.isEmpty() ? row.beforeText : row.stem, {}, nullptr}});
}

} // namespace

TaskResult undoCorrections(const TaskEnvironment& environment, const UndoRequest& request,
                           TaskObserver& observer, const CancelToken& cancel)
{
    return CorrectionUndo(environment, observer, cancel).run(request);
}

} // namespace safelight
