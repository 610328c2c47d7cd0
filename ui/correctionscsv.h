#pragma once

#include "base/result.h"
#include "domain/correction.h"

#include <QByteArray>

namespace safelight {

/// Corrections as CSV (RFC 4180: CRLF, fields quoted where they must be), UTF-8, with a header line. Names as
/// displayText().
QByteArray correctionsCsv(const QVector<Correction>& corrections);

/// Writes it, whole or not at all. For a thread that may wait. Errors: WriteFailed.
Status writeCorrectionsCsv(const QString& file, const QVector<Correction>& corrections);

} // namespace safelight
