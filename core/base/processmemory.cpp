#include "base/processmemory.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <string_view>

namespace safelight {

namespace {

constexpr qint64 kBytesPerKib = 1024;

/// The number after a key, `VmRSS:      4096 kB`; 0 where there is none.
ByteCount bytesAfter(std::string_view text, std::string_view key)
{
    const auto at = text.find(key);
    if (at == std::string_view::npos)
        return {};
    text.remove_prefix(std::min(text.find_first_of("0123456789", at), text.size()));
    qint64 kib = 0;
    (void)std::from_chars(text.data(), text.data() + text.size(), kib);
    return {kib * kBytesPerKib};
}

} // namespace

ProcessMemory processMemory()
{
    std::array<char, 4096> buffer = {}; // it is about 1,500 bytes long
    const int fd = ::open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    const ssize_t got = fd < 0 ? 0 : ::read(fd, buffer.data(), buffer.size());
    if (fd >= 0)
        ::close(fd);
    const std::string_view status(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return {bytesAfter(status, "VmRSS:"), bytesAfter(status, "VmHWM:")};
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
