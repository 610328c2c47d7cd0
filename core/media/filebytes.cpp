#include "media/filebytes.h"

#include "base/pathtext.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace safelight {

namespace {

class Descriptor
{
public:
    explicit Descriptor(const std::filesystem::path& path) : m_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC))
    {
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    int fd() const { return m_fd; }

private:
    int m_fd;
};

} // namespace

Result<FileBytes> FileBytes::open(const PictureSource& source)
{
    if (const auto* buffer = std::get_if<QByteArrayView>(&source))
        return FileBytes(*buffer, false);
    const QString subject = subjectOf(source);
    const Descriptor file(std::get<std::filesystem::path>(source));
    if (file.fd() < 0)
        return errorFromErrno(errno, subject, ErrorCode::ReadFailed);
    struct stat status = {};
    if (::fstat(file.fd(), &status) != 0)
        return errorFromErrno(errno, subject, ErrorCode::ReadFailed);
    if (!S_ISREG(status.st_mode))
        return Error{ErrorCode::NotARegularFile, subject, QString(), nullptr};
    if (status.st_size == 0)
        return FileBytes({}, false);
    const auto size = static_cast<size_t>(status.st_size);
    void* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.fd(), 0);
    if (start == MAP_FAILED)
        return errorFromErrno(errno, subject, ErrorCode::ReadFailed);
    return FileBytes(QByteArrayView(static_cast<const char*>(start), static_cast<qsizetype>(size)), true);
}

FileBytes::FileBytes(FileBytes&& other) noexcept
    : m_view(std::exchange(other.m_view, {})), m_isMapped(std::exchange(other.m_isMapped, false))
{
}

FileBytes& FileBytes::operator=(FileBytes&& other) noexcept
{
    std::swap(m_view, other.m_view);
    std::swap(m_isMapped, other.m_isMapped);
    return *this;
}

FileBytes::~FileBytes()
{
    if (m_isMapped)
        ::munmap(const_cast<char*>(m_view.data()), static_cast<size_t>(m_view.size()));
}

QString subjectOf(const PictureSource& source)
{
    const auto* path = std::get_if<std::filesystem::path>(&source);
    return path != nullptr ? pathToText(*path) : QString();
}

} // namespace safelight
