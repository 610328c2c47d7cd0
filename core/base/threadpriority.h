#pragma once

namespace safelight {

/// Lets other threads of the machine go first: nice(1), from 0 (as others) to 19 (what is left over), for the
/// calling thread alone and for the threads that it starts from now on. On Linux a thread has a nice value of
/// its own (setpriority(2), "C library/kernel differences"); elsewhere nothing happens.
void setThreadNiceness(int niceness);

} // namespace safelight
