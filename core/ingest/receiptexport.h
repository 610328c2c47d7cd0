#pragma once

#include "catalog/receiptrepository.h"
#include "storage/fileio.h"
#include "storage/library.h"

#include <QJsonObject>

namespace safelight {

/// A receipt and its sums as JSON: id, uuid, project, root, volume, volume_label, started_at, finished_at,
/// complete, whole, wanted_places, second_folder, found, imported, duplicates, proven, unproven, unknown,
/// housekeeping, bytes, safe_to_format.
QJsonObject receiptJson(const Receipt& receipt, const ReceiptSums& sums);
/// One file: name, matter, size, mtime (UTC), md5, xxh128, outcome, reason, project, copies [{place, path,
/// level, at}], source_removed.
QJsonObject receiptItemJson(const ReceiptItem& item);

/// Writes a receipt whole or not at all: JSON lines (the receipt, then each file) when the name ends in
/// `.json` or `.jsonl`, else CSV. Returns the number of files. Errors: NotFound, AlreadyExists (unless it may
/// be replaced), those of writing.
Result<qint64> exportReceipt(FileSystem& fs, Connection& connection, ReceiptId receipt,
                             const std::filesystem::path& file, Replace replace = Replace::Never);

/// Where an ASC MHL of a receipt's copies is written.
enum class MhlPlace { Library, SecondCopy };

/// Writes a new generation of an ASC MHL into `ascmhl/` of the project's folder, or of its folder at the
/// second place: the files of the receipt that lie there, with the digests that were proven. Returns the
/// manifest's path. Errors: NotFound (no such receipt, or none of its files lies there), ProjectUnknown,
/// ManifestDamaged (an MHL chain that cannot be read), those of writing.
Result<std::filesystem::path> exportMhl(FileSystem& fs, const Library& library, Connection& connection,
                                        ReceiptId receipt, MhlPlace place);

} // namespace safelight
