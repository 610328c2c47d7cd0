#pragma once

#include "base/ids.h"

#include <QDateTime>
#include <QJsonObject>
#include <QMetaType>
#include <QString>

namespace safelight {

using WatchedFolderId = Id<struct WatchedFolderTag>;

/// A folder from which everything that comes to lie there is taken in.
struct WatchedFolder
{
    WatchedFolderId id;
    QString folder;      ///< carried text of the absolute path; unique
    ProjectId project;   ///< 0 while there is none of the name that the options give
    QJsonObject options; ///< an ingest's request: project, copy or move, and so on
    bool isEnabled = true;
    QDateTime createdAt; ///< UTC
};

} // namespace safelight

Q_DECLARE_METATYPE(safelight::WatchedFolderId)
