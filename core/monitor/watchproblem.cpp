#include "monitor/watchproblem.h"

#include "monitor/watchplace.h"

#include "base/pathtext.h"
#include "catalog/watchrepository.h"
#include "ingest/ingestrequest.h"

#include <sys/stat.h>

#include <cerrno>

namespace safelight {

namespace {

using Kind = WatchProblem::Kind;
using std::filesystem::path;

/// Whether it is there, which it has to be only when it is new: the disk of one that is known may be away.
Result<WatchProblem> problemOfDisk(const path& place)
{
    struct stat status = {};
    if (::stat(place.c_str(), &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return WatchProblem{Kind::NotThere, {}};
        return errorFromErrno(errno, pathToText(place), ErrorCode::ReadFailed);
    }
    return WatchProblem{S_ISDIR(status.st_mode) ? Kind::None : Kind::NoFolder, {}};
}

Result<WatchProblem> problemWithOwn(const Library& library, Connection& connection, const path& place,
                                    const IngestRequest& request)
{
    std::vector<path> more;
    if (!request.secondFolder.empty())
        more.push_back(request.secondFolder);
    SAFELIGHT_ASSIGN(const auto outputs, outputFolders(library, connection, more));
    const auto overlap = findOverlap(place, outputs);
    if (!overlap)
        return WatchProblem{};
    const bool isAround = overlap->kind == FolderOverlap::Kind::Around;
    return WatchProblem{isAround ? Kind::AroundOwn : Kind::WithinOwn, pathToText(overlap->other)};
}

/// What lies in two watched folders would be taken in by whichever comes first.
Result<WatchProblem> problemWithWatched(Connection& connection, const path& place, WatchedFolderId self)
{
    SAFELIGHT_ASSIGN(const auto folders, WatchRepository(connection).all());
    std::vector<path> others;
    for (const WatchedFolder& folder : folders) {
        if (folder.id != self)
            others.push_back(pathFromText(folder.folder));
    }
    const auto overlap = findOverlap(place, others);
    if (!overlap)
        return WatchProblem{};
    switch (overlap->kind) {
    case FolderOverlap::Kind::Same:
        return WatchProblem{Kind::Watched, pathToText(overlap->other)};
    case FolderOverlap::Kind::Within:
        return WatchProblem{Kind::WithinWatched, pathToText(overlap->other)};
    case FolderOverlap::Kind::Around:
        return WatchProblem{Kind::AroundWatched, pathToText(overlap->other)};
    }
    return WatchProblem{};
}

} // namespace

Result<WatchProblem> findProblem(const Library& library, Connection& connection, const WatchedFolder& folder)
{
    const path place = pathFromText(folder.folder);
    if (!place.is_absolute())
        return WatchProblem{Kind::NotAbsolute, {}};
    SAFELIGHT_ASSIGN(const IngestRequest request, IngestRequest::fromJson(folder.options));
    if (!folder.id.isValid()) {
        SAFELIGHT_ASSIGN(const auto problem, problemOfDisk(place));
        if (problem.kind != Kind::None)
            return problem;
    }
    SAFELIGHT_ASSIGN(const auto own, problemWithOwn(library, connection, place, request));
    if (own.kind != Kind::None)
        return own;
    SAFELIGHT_ASSIGN(const auto watched, problemWithWatched(connection, place, folder.id));
    if (watched.kind != Kind::None)
        return watched;
    const bool isAgain = request.transfer == IngestRequest::Transfer::Copy &&
                         request.onDuplicate == IngestRequest::OnDuplicate::Import;
    return WatchProblem{isAgain ? Kind::AgainAndAgain : Kind::None, {}};
}

} // namespace safelight
