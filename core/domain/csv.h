#pragma once

#include <QByteArray>
#include <QStringList>

namespace safelight {

/// One row of CSV (RFC 4180: CRLF, every field quoted, quotes doubled), UTF-8. A field that a spreadsheet
/// would take for a formula gets an apostrophe before it.
QByteArray csvRow(const QStringList& fields);

} // namespace safelight
