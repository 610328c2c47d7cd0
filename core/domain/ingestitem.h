#pragma once

#include "base/error.h"
#include "base/ids.h"

#include <QDateTime>
#include <QMetaType>
#include <QString>
#include <QVector>

#include <optional>

namespace safelight {

enum class IngestOutcome {
    Imported,  ///< stored, proven and in the catalogue
    Duplicate, ///< the same bytes are stored already
    Conflict,  ///< its name is taken by other bytes, and the user chose to skip those
    Skipped,   ///< not a picture, or nothing that could be taken in
    Failed,    ///< not stored; it is where it was
};
QString ingestOutcomeName(IngestOutcome outcome);
std::optional<IngestOutcome> ingestOutcomeFromName(QStringView name);

/// What a plan says of a file, and an ingest finds.
enum class Finding {
    None,          ///< it was not looked at so far as to say
    New,           ///< nothing like it is stored
    Completes,     ///< another variant, or a sidecar, of a photo that is stored
    Duplicate,     ///< the same bytes are stored
    KnownRejected, ///< the same bytes were stored, and rejected
    NameTaken,     ///< other bytes are stored under its name
    Unsupported,   ///< not of a kind that is taken in
    MovedHere,     ///< the same bytes are stored in another project, whose photo is moved into this one
    Unreadable,    ///< it could not be read, or is no regular file
};
QString findingName(Finding finding);

/// One place where a file's bytes are.
struct FileProof
{
    QString path;  ///< carried text: below a project's folder, or absolute
    QString level; ///< `size`, `digest`, `readback`
    QDateTime at;  ///< UTC, when they were proven; invalid: never

    bool isProven() const { return at.isValid(); }
};

/// What became of one file that was found at a source. Every file that is found ends as exactly one of these.
struct IngestItem
{
    QString path; ///< carried text of the absolute source path
    IngestOutcome outcome = IngestOutcome::Failed;
    Finding finding = Finding::None;
    ProjectId project;
    PhotoId photo;
    QString stem;            ///< of the photo that it became or belongs to; empty: none
    QString existing;        ///< stem of the photo that has its bytes or its name already
    QString existingProject; ///< name of that photo's project
    /// Why, or what to know: for an imported file a remark (renamed, damaged, the source could not be
    /// removed).
    std::optional<Error> reason;
    ByteCount size;
    FileProof stored; ///< in the library; the path is below the folder of its project
    FileProof second; ///< the second copy; the path is absolute
    bool isSourceRemoved = false;
};

} // namespace safelight

Q_DECLARE_METATYPE(safelight::IngestItem)
