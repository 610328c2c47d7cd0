#pragma once

#include "base/ids.h"

#include <QDateTime>
#include <QString>
#include <QUuid>

namespace safelight {

/// Stored by value; never renumber.
enum class ProjectState {
    Fine = 0,
    Corrected = 1,
    Offline = 2, ///< its folder cannot be reached: nothing is known of it
    Gone = 3,    ///< its folder is not there though the place where it lay is; its rows are kept
};
QString projectStateName(ProjectState state);

/// One shoot: a row in the catalogue and a folder with a manifest.
struct Project
{
    ProjectId id;
    QUuid uuid;
    QString name;
    QString folder; ///< carried text: relative to the library's root, or absolute for a project that lies
                    ///< elsewhere
    ProjectState state = ProjectState::Fine;
    QDateTime createdAt;   ///< UTC
    QDateTime checkedAt;   ///< UTC, last finished manifest check; invalid: never
    qint64 photoCount = 0; ///< filled by listings only
};

} // namespace safelight
