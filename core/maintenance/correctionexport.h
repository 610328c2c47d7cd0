#pragma once

#include "base/result.h"
#include "domain/correction.h"
#include "storage/fileio.h"

#include <QJsonObject>

namespace safelight {

/// One correction as the command line's JSON says it: project, stem, before, after, files, at, job.
QJsonObject correctionJson(const Correction& correction);

/// Corrections as CSV (RFC 4180: CRLF, quotes doubled), with a header row, UTF-8. Foreign bytes of a name are
/// shown as `\xE9`. Columns: time (UTC), project, photo,
/// before, after (`jpg+raw`), files (`gone DSC1.JPG; found DSC1.ARW`), job, kind.
QByteArray correctionsCsv(const QVector<Correction>& corrections);

/// Writes them to a file, whole or not at all: JSON lines when its name ends in `.json` or `.jsonl`, else
/// CSV. Errors: AlreadyExists (unless it may be replaced), those of writing.
Status exportCorrections(FileSystem& fs, const std::filesystem::path& file,
                         const QVector<Correction>& corrections, Replace replace = Replace::Never);

} // namespace safelight
