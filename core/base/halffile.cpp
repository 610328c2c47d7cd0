#include "base/halffile.h"

#include <QByteArray>
#include <QSysInfo>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>

namespace safelight {

namespace {

constexpr std::string_view kPrefix = ".safelight-";
constexpr std::string_view kSuffix = ".part";

/// What the names of this machine's files begin with.
const std::string& prefixOfMachine()
{
    static const std::string prefix =
        std::string(kPrefix) + std::to_string(qChecksum(QSysInfo::machineUniqueId())) + '-';
    return prefix;
}

bool isRunning(pid_t process)
{
    return ::kill(process, 0) == 0 || errno != ESRCH;
}

} // namespace

std::string halfFileName()
{
    static std::atomic<unsigned> counter = 0;
    return prefixOfMachine() + std::to_string(::getpid()) + '-' + std::to_string(counter++) +
           std::string(kSuffix);
}

bool isHalfFile(std::string_view name)
{
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix))
        return false;
    name.remove_prefix(kPrefix.size());
    name.remove_suffix(kSuffix.size());
    return std::ranges::all_of(name, [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
}

bool isAbandonedHalfFile(std::string_view name)
{
    const std::string& prefix = prefixOfMachine();
    if (!isHalfFile(name) || !name.starts_with(prefix))
        return false;
    pid_t process = 0;
    (void)std::from_chars(name.data() + prefix.size(), name.data() + name.size(), process);
    return process > 0 && !isRunning(process);
}

} // namespace safelight
