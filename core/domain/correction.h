#pragma once

#include "base/ids.h"
#include "domain/availability.h"

#include <QDateTime>
#include <QMetaType>
#include <QString>
#include <QVector>

namespace safelight {

/// A file of a photo whose presence differed from the disk, or that was on disk without a row.
struct FileChange
{
    QString name; ///< carried text, relative to the project's folder
    FileKind kind = FileKind::Other;
    bool wasPresent = false;
    bool isPresent = false;

    friend bool operator==(const FileChange&, const FileChange&) = default;
};

/// One photo whose row differed from the disk and was set right. `before` may equal `after`: then only
/// `files` says what changed (one of two `other` files is gone).
struct Correction
{
    CorrectionId id;
    JobId job;
    ProjectId project;
    QString projectName;
    PhotoId photo;
    QString stem; ///< carried text
    Availability before;
    Availability after;
    QVector<FileChange> files;
    QDateTime at; ///< UTC
    QDateTime undoneAt;
};

} // namespace safelight

Q_DECLARE_METATYPE(safelight::Correction)
