#include "ingest/sourcehandling.h"

#include "base/pathtext.h"

#include <sys/stat.h>

#include <cerrno>

namespace safelight {

Status removeSource(FileSystem& fs, const FrameFile& file)
{
    const auto& path = file.source.path;
    if (file.source.isLink)
        return Error{ErrorCode::NotARegularFile, pathToText(path),
                     QStringLiteral("a link; it was left where it is"), nullptr};
    struct stat status = {};
    if (::lstat(path.c_str(), &status) != 0)
        return errorFromErrno(errno, pathToText(path), ErrorCode::WriteFailed);
    SAFELIGHT_ASSIGN(const FileIdentity now, identityOf(path));
    const bool isUnchanged = S_ISREG(status.st_mode) && now.isSameFile(file.identity) &&
                             now.size == file.identity.size && now.mtimeNs == file.identity.mtimeNs;
    if (!isUnchanged)
        return Error{ErrorCode::ChangedWhileRead, pathToText(path), QStringLiteral("it was left where it is"),
                     nullptr};
    if (fs.unlink(path.c_str()) != 0)
        return errorFromErrno(errno, pathToText(path), ErrorCode::WriteFailed);
    return {};
}

SourceFrame sourceOf(const Frame& frame)
{
    SourceFrame source;
    source.stem = frame.stem;
    source.ticket = frame.ticket;
    source.attempts = frame.attempts;
    for (const FrameFile& file : frame.files) {
        if (!file.isMade)
            source.files.push_back(file.source);
    }
    return source;
}

} // namespace safelight
