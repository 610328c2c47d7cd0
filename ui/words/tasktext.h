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
/// Before and after, for people: "JPG + RAW", "Wedding (2)".
QString beforeText(const Correction& correction);
QString afterText(const Correction& correction);

/// How a job with steps ended, in one line: "1,200 checked, 3 corrected, 1 offline".
QString maintenanceSummaryText(const QJsonObject& summary);

} // namespace safelight
