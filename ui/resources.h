#pragma once

namespace safelight {

/// Makes icons and style known: those of a static library are left out by the linker unless somebody asks for
/// them.
void initResources();

} // namespace safelight
