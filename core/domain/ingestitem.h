#pragma once

#include "base/error.h"
#include "base/ids.h"

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

/// What became of one file that was found at a source. Every file that is found ends as exactly one of these.
struct IngestItem
{
    QString path; ///< carried text of the absolute source path
    IngestOutcome outcome = IngestOutcome::Failed;
    ProjectId project;
    PhotoId photo;
    QString stem;            ///< of the photo that it became or belongs to; empty: none
    QString existing;        ///< stem of the photo that has its bytes or its name already
    QString existingProject; ///< name of that photo's project
    /// Why, or what to know: for an imported file a remark (renamed, damaged, the source could not be
    /// removed).
    std::optional<Error> reason;
    ByteCount size;
    bool isSourceRemoved = false;
};

} // namespace safelight

Q_DECLARE_METATYPE(safelight::IngestItem)
