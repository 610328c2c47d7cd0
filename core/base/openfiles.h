#pragma once

#include <cstddef>

namespace safelight {

/// Lets the process open as many files at a time as the system allows it (RLIMIT_NOFILE, getrlimit(2)): what
/// a session begins with, mostly 1,024, is kept low for programs that use select(2), which we do not. Call
/// early in main().
void allowManyOpenFiles();

/// How many files the process may have open now.
std::size_t mostOpenFiles();

} // namespace safelight
