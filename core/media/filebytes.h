#pragma once

#include "base/result.h"
#include "media/picturesource.h"

#include <QByteArrayView>
#include <QString>

namespace safelight {

/// The bytes of a picture source for as long as this lives: the caller's buffer as it is, a file as a
/// read-only mapping. A file must not be cut short meanwhile (a mapping's missing page ends the process), see
/// PictureSource.
class FileBytes
{
public:
    /// Errors: NotFound, PermissionDenied, NotARegularFile, ReadFailed.
    static Result<FileBytes> open(const PictureSource& source);

    FileBytes(FileBytes&& other) noexcept;
    FileBytes& operator=(FileBytes&& other) noexcept;
    FileBytes(const FileBytes&) = delete;
    FileBytes& operator=(const FileBytes&) = delete;
    ~FileBytes();

    QByteArrayView view() const { return m_view; }

private:
    FileBytes(QByteArrayView view, bool isMapped) : m_view(view), m_isMapped(isMapped) {}

    QByteArrayView m_view;
    bool m_isMapped = false;
};

/// What messages call a source: the path of a file as carried text; empty for a buffer.
QString subjectOf(const PictureSource& source);

} // namespace safelight
