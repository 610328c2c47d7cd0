#pragma once

#include "tasks/taskprogress.h"

#include <QDateTime>

#include <chrono>

namespace safelight {

/// What a task is doing, in words: "Comparing with the disk".
QString stageText(TaskStage stage);

/// The same with the step and what it works on: "Step 3 of 7: Manifest check – Wedding – Comparing with the
/// disk".
QString progressStageText(const TaskProgress& progress);

/// A number for people: `1,234`.
QString countText(qint64 count);

/// "1,234 of 5,000", or "1,234 processed" while the total is not known.
QString progressText(const TaskProgress& progress);

/// A size for people, in powers of 1000 as on the box of a disk: `1.3 MB`.
QString sizeText(ByteCount size);

/// A moment for people, as seen from `now` (both in any zone, said in the local one): `today 14:05`,
/// `yesterday 14:05`, `2026-11-21 14:05`.
QString momentText(const QDateTime& at, const QDateTime& now);

/// A time left or taken: `less than a second`, `42 s`, `3 min 20 s`, `2 h 5 min`.
QString durationText(std::chrono::milliseconds duration);
/// An estimate: `about 42 s`.
QString aboutText(std::chrono::milliseconds duration);

} // namespace safelight
