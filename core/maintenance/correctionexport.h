#pragma once

#include "base/result.h"
#include "domain/correction.h"
#include "storage/fileio.h"

#include <QJsonObject>

namespace safelight {

/// One correction as the command line's JSON says it: project, stem, before, after, files, at, job.
QJsonObject correctionJson(const Correction& correction);

/// Corrections as CSV (RFC 4180: CRLF, quotes doubled), with a header row, UTF-8. Foreign bytes of a name are
/// shown as `\xE9`.
QByteArray correctionsCsv(const QVector<Correction>& corrections);

/// Writes them to a new file: JSON lines when its name ends in `.json` or `.jsonl`, else CSV. Errors:
/// AlreadyExists, those of writing.
Status exportCorrections(FileSystem& fs, const std::filesystem::path& file,
                         const QVector<Correction>& corrections);

} // namespace safelight
