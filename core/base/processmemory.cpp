#include "base/processmemory.h"

#include <algorithm>
#include <fstream>
#include <string>

namespace safelight {

ProcessMemory processMemory()
{
    ProcessMemory memory;
    std::ifstream status("/proc/self/status");
    std::string key;
    while (status >> key) {
        if (key == "VmRSS:" || key == "VmHWM:") {
            qint64 kib = 0;
            status >> kib;
            (key == "VmRSS:" ? memory.resident : memory.peak).value = kib * 1024;
        }
        status.ignore(4096, '\n');
    }
    return memory;
}

MemoryGauge::MemoryGauge()
{
    // "5" resets the peak resident set size to the current one (proc(5), clear_refs).
    std::ofstream("/proc/self/clear_refs") << "5";
    m_start = processMemory().resident;
}

ByteCount MemoryGauge::growth() const
{
    return {std::max<qint64>(0, processMemory().peak.value - m_start.value)};
}

} // namespace safelight
