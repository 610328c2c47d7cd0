#pragma once

#include <string>
#include <string_view>

namespace safelight {

/// Small files of our own (a manifest, a thumbnail) are written under a name like
/// `.safelight-<machine>-<process>-<n>.part` (all numbers) and renamed when they are whole. What a killed
/// program leaves behind can so be told from what another is writing at this moment, perhaps on another
/// machine to the same network disk.

/// A name for such a file that nobody else uses.
std::string halfFileName();

/// Whether it is the name of such a file, of whatever machine.
bool isHalfFile(std::string_view name);

/// Whether it is one whose process was of this machine and runs no more: nobody will finish it.
bool isAbandonedHalfFile(std::string_view name);

} // namespace safelight
