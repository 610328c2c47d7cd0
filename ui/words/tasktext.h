#pragma once

#include "domain/correction.h"
#include "domain/job.h"

namespace safelight {

/// A task's name for people: "Manifest check".
QString taskText(MaintenanceTask task);
/// What a task does, in one sentence.
QString taskHelp(MaintenanceTask task);

QString jobTypeText(JobType type);
QString jobStateText(JobState state);

/// What was (or would be) set right, in a few words: "gone", "found", "renamed", …
QString correctionKindText(const Correction& correction);
/// A kind of correction, as a choice in a list: "Photos moved".
QString correctionKindTitle(CorrectionKind kind);
/// Before and after, for people: "JPG + RAW", "Wedding (2)".
QString beforeText(const Correction& correction);
QString afterText(const Correction& correction);

/// What waits for a decision: "812 photos would be marked as changed or missing".
QString proposedText(CorrectionKind kind, qint64 count);

/// The correction that an item of state Proposed stands for.
Correction proposedCorrection(const JobItem& item);

/// Why an item failed or was left, from what its row says: "the file is empty".
QString itemReasonText(const JobItem& item);

/// An error as a job's or a step's row keeps it (describeForLog()), in sentences for people.
QString recordedErrorText(const QString& described);

/// How an undoing of corrections ended, in one line: "12 undone, 1 left as it is".
QString undoSummaryText(const QJsonObject& summary);

/// How a job with steps ended, in one line: "1,200 checked, 3 corrected, 1 offline".
QString maintenanceSummaryText(const QJsonObject& summary);

} // namespace safelight
