#pragma once

#include "domain/ingestitem.h"

#include <QJsonObject>

namespace safelight {

/// `taken in`, `duplicate`, …: an outcome for people.
QString outcomeText(IngestOutcome outcome);

/// Why a file had its outcome, or what to know of it, in a table cell; empty when there is nothing to say.
QString reasonText(const IngestItem& item);

/// The summary of an ingest in one sentence: "58 taken in, 2 duplicates, 1 failed".
QString ingestSummaryText(const QJsonObject& summary);

/// The summary of a manifest check in one sentence: "1,200 photos checked, 3 corrected".
QString checkSummaryText(const QJsonObject& summary);

} // namespace safelight
