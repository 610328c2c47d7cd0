#pragma once

#include "domain/ingestitem.h"
#include "domain/nametemplate.h"

#include <QString>

namespace safelight {

/// What a plan says of a photo, as a chip and as the name of a filter: "New".
QString findingText(Finding finding);
/// The same in the plural, where it stands before a number: "Duplicates".
QString findingTitle(Finding finding);
/// What will happen to a file that a plan looked at: "stored as “CARD/DSC0001”", "the same as …".
QString planText(const IngestItem& item);

/// What a word of a template stands for: "when it was taken, the date".
QString tokenText(const QString& name);
/// Why a template cannot be used, in one sentence.
QString templateErrorText(const Error& error);

} // namespace safelight
