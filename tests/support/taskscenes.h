#pragma once

#include "domain/maintenancetask.h"
#include "support/libraryfixture.h"

#include <QMetaType>

#include <functional>
#include <vector>

namespace safelight::test {

/// A library in which one maintenance task has something to do.
struct TaskScene
{
    MaintenanceTask task = MaintenanceTask::ManifestCheck;
    std::function<void(LibraryFixture&)> make; ///< ends the test run where that fails
};

/// One for each task.
const std::vector<TaskScene>& taskScenes();

/// Photos on the card, of so many pictures, taken into Shoot: `CARD/IMG_1000.JPG` …
void takeInPhotos(const LibraryFixture& safe, int count);

/// Everything that a photographer has, without what differs from run to run: names and bytes on disk, and
/// what the catalogue says of them.
QStringList whatAPersonHas(const LibraryFixture& safe);

/// What one list has and the other has not, told as a person would want to read it.
QByteArray difference(QStringList expected, QStringList actual);

} // namespace safelight::test

Q_DECLARE_METATYPE(safelight::test::TaskScene)
