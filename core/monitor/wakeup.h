#pragma once

#include "storage/fileio.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

namespace safelight {

/// Ends a poll(2) of another thread at once.
class WakeUp
{
public:
    WakeUp() : m_handle(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

    /// Any thread.
    void ring() const
    {
        const std::uint64_t one = 1;
        (void)!::write(m_handle.fd(), &one, sizeof one);
    }
    /// Readable from ring() until quiet().
    int fd() const { return m_handle.fd(); }
    void quiet() const
    {
        std::uint64_t count = 0;
        (void)!::read(m_handle.fd(), &count, sizeof count);
    }

private:
    FileHandle m_handle;
};

} // namespace safelight
