#include "base/openfiles.h"

#ifdef __unix__
#include <sys/resource.h>
#endif

#include <algorithm>

namespace safelight {

namespace {

constexpr std::size_t kUsual = 1024;
constexpr std::size_t kEnough =
    65'536; // some systems allow a thousand million, and walk through them at fork

} // namespace

void allowManyOpenFiles()
{
#ifdef __unix__
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    const rlim_t wanted = std::min<rlim_t>(limit.rlim_max, kEnough);
    if (limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted;
    (void)::setrlimit(RLIMIT_NOFILE, &limit); // where it fails, groups are smaller
#endif
}

std::size_t mostOpenFiles()
{
#ifdef __unix__
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
        return static_cast<std::size_t>(std::min<rlim_t>(limit.rlim_cur, kEnough));
#endif
    return kUsual;
}

} // namespace safelight
