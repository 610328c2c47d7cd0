#pragma once

#include <dirent.h>

#include <memory>

namespace safelight {

struct DirCloser
{
    void operator()(DIR* dir) const { ::closedir(dir); }
};

/// An open listing of a folder that closes itself, and the descriptor that it was opened from.
using DirPointer = std::unique_ptr<DIR, DirCloser>;

} // namespace safelight
