#pragma once

#include "tasks/task.h"
#include "tasks/taskenvironment.h"
#include "tasks/taskobserver.h"

#include <optional>
#include <vector>

namespace safelight {

/// Which corrections are to be undone.
struct UndoRequest
{
    std::optional<JobId> job;              ///< all of this job,
    std::vector<CorrectionId> corrections; ///< or these
};

/// Sets rows back to what they said before a correction, newest first: only where the row still says what the
/// correction wrote. Files on disk are not touched, so the next check may well find the same again. Those of
/// kind Availability can be undone; the others describe files and folders that were moved or removed.
///
/// Facts: CorrectionsUndone after each commit; ItemFailed for each that was left, and why (ChangedWhileRead:
/// the row changed since; Unsupported: of another kind). The result's summary: undone, skipped.
TaskResult undoCorrections(const TaskEnvironment& environment, const UndoRequest& request,
                           TaskObserver& observer, const CancelToken& cancel);

} // namespace safelight
