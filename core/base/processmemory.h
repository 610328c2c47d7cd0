#pragma once

#include "base/ids.h"

namespace safelight {

/// Resident memory of this process now, and at its peak (VmRSS and VmHWM of /proc/self/status, proc(5)). 0
/// where unknown.
struct ProcessMemory
{
    ByteCount resident;
    ByteCount peak;
};
ProcessMemory processMemory();

/// Measures by how much the resident peak grows between its construction and `growth()`.
/// The kernel's peak is reset at the start where it lets us (clear_refs), so an earlier peak does not hide
/// growth.
class MemoryGauge
{
public:
    MemoryGauge();
    ByteCount growth() const;

private:
    ByteCount m_start;
};

} // namespace safelight
