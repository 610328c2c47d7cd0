#pragma once

#include "base/eventlog.h"
#include "settings/settings.h"
#include "storage/fileio.h"
#include "storage/library.h"

namespace safelight {

/// What every job is given: values that no other thread changes, and the file system to work on.
struct TaskEnvironment
{
    Library library;
    Settings settings;
    EventLog log;
    FileSystem& fs = FileSystem::posix();
};

} // namespace safelight
