#pragma once

#include "base/error.h"

#include <jpeglib.h>

#include <array>
#include <csetjmp>

namespace safelight {

/// Error handling for one libjpeg object. libjpeg's default ends the process; here an error jumps back to
/// `escape`. The discipline: a function that calls setjmp(errors.escape) calls libjpeg itself and owns,
/// between the two, nothing with a destructor. What must outlive a jump is a member of an object, not a local
/// of that function.
class JpegErrors
{
public:
    JpegErrors() = default;
    JpegErrors(const JpegErrors&) = delete;
    JpegErrors& operator=(const JpegErrors&) = delete;

    /// Makes `object` report here. `object` must not move, and must not outlive this.
    void attachTo(j_common_ptr object);

    /// Jumps to `escape` with an error that is not libjpeg's.
    [[noreturn]] void interrupt();

    bool isInterrupted() const { return m_isInterrupted; }
    bool isDamaged() const { return m_damage[0] != '\0'; }
    bool reachedEndOfData() const { return m_reachedEnd; }
    /// libjpeg's words for the first sign of damage.
    QString damage() const { return QString::fromLatin1(m_damage.data()); }
    /// The error after a jump: WrongType (not JPEG at all), TooLarge, Unsupported (a process that libjpeg
    /// lacks), Damaged.
    Error error() const;

    std::jmp_buf escape = {};

private:
    static void onError(j_common_ptr object);
    static void onMessage(j_common_ptr object, int level);
    static void onOutput(j_common_ptr object);

    jpeg_error_mgr m_base = {};
    std::array<char, JMSG_LENGTH_MAX> m_message = {};
    std::array<char, JMSG_LENGTH_MAX> m_damage = {};
    int m_code = 0;
    bool m_reachedEnd = false;
    bool m_isInterrupted = false;
};

} // namespace safelight
