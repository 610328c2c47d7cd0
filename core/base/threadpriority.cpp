#include "base/threadpriority.h"

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace safelight {

void setThreadNiceness([[maybe_unused]] int niceness)
{
#ifdef __linux__
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
#endif
}

} // namespace safelight
