#pragma once

#include "domain/ingestitem.h"
#include "domain/nametemplate.h"
#include "ingest/cardreview.h"

#include <QJsonObject>
#include <QString>

namespace safelight {

/// What a plan says of a photo, as a chip and as the name of a filter: "New".
QString findingText(Finding finding);
/// The same in the plural, where it stands before a number: "Duplicates".
QString findingTitle(Finding finding);
/// What will happen to a file that a plan looked at: "stored as “CARD/DSC0001”", "the same as …".
QString planText(const IngestItem& item);

/// What is odd about a card, in a sentence: "3 numbers of the camera's counter are missing before …".
QString cardWarningText(const CardWarning& warning);
/// The summary of a plan in two sentences: "Would take in 58 files (1.2 GB), 2 stored already. Nothing was
/// written."
QString planSummaryText(const QJsonObject& summary);

/// What a word of a template stands for: "when it was taken, the date".
QString tokenText(const QString& name);
/// Why a template cannot be used, in one sentence.
QString templateErrorText(const Error& error);

} // namespace safelight
