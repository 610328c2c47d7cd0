#include "ingest/sourcehandling.h"

#include "base/pathtext.h"
#include "ingest/ingestcontext.h"
#include "ingest/sidecarwriting.h"

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

void removeDuplicateSource(const IngestContext& context, FrameFile& file)
{
    const StoredFile& duplicate = *file.duplicateOf;
    const auto stored =
        context.environment.library.folderOf(duplicate.project) / bytesFromText(duplicate.file.name);
    const auto identity = identityOf(stored);
    const bool mayBeSame = !identity || mayBeOneFile(*identity, stored, file.identity);
    if (mayBeSame && !areTwoNamesOfOneFile(file.source.path, stored)) {
        file.item.reason = Error{ErrorCode::AlreadyExists, file.item.path,
                                 QStringLiteral("it is the stored file itself"), nullptr};
        return;
    }
    const auto isSame = isKeptIn(context, file, stored);
    if (!isSame || !*isSame) {
        file.item.reason =
            isSame ? Error{ErrorCode::VerifyFailed, pathToText(stored), {}, nullptr} : isSame.error();
        return;
    }
    if (const Status removed = removeSource(context.environment.fs, file); !removed)
        file.item.reason = removed.error();
    else
        file.item.isSourceRemoved = true;
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
