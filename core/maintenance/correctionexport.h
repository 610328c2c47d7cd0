#pragma once

#include "base/result.h"
#include "domain/correction.h"
#include "storage/fileio.h"

#include <QJsonObject>

#include <functional>

namespace safelight {

/// One correction as the command line's JSON says it: project, stem, before, after, files, at, job.
QJsonObject correctionJson(const Correction& correction);

/// Corrections as CSV (RFC 4180: CRLF, quotes doubled), with a header row, UTF-8. Foreign bytes of a name are
/// shown as `\xE9`. Columns: time (UTC), project, photo,
/// before, after (`jpg+raw`), files (`gone DSC1.JPG; found DSC1.ARW`), job, kind.
QByteArray correctionsCsv(const QVector<Correction>& corrections);

/// A page of what is to be exported; an empty one is the end.
using NextCorrections = std::function<Result<QVector<Correction>>()>;

/// Writes all pages to a file as they come, whole or not at all, in the formats of exportCorrections().
/// Returns how many rows that were.
Result<qint64> exportCorrectionPages(FileSystem& fs, const std::filesystem::path& file,
                                     const NextCorrections& next, Replace replace = Replace::Never);

/// Writes them to a file, whole or not at all: JSON lines when its name ends in `.json` or `.jsonl`, else
/// CSV. Errors: AlreadyExists (unless it may be replaced), those of writing.
Status exportCorrections(FileSystem& fs, const std::filesystem::path& file,
                         const QVector<Correction>& corrections, Replace replace = Replace::Never);

} // namespace safelight
