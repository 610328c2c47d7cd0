#pragma once

#include "ui/libraryactions.h"

namespace safelight {

/// What the window does to a library, for real.
LibraryActions realActions();

} // namespace safelight
