#include "ingest/spacecheck.h"

#include "base/pathtext.h"
#include "base/units.h"
#include "ingest/ingestcontext.h"

#include <algorithm>

namespace safelight {

/// The bytes of files of sizes that the catalogue does not know.
Result<ByteCount> SpaceCheck::bytesNotKnown(const SourceScan& scan)
{
    ByteCount needed;
    Status asked;
    const FileRepository files(m_connection);
    scan.eachFile([&](const SourceFile& file) {
        const auto mayBeKnown = asked ? files.anyOfSize(file.size) : Result<bool>(true);
        if (!mayBeKnown)
            asked = mayBeKnown.error();
        else if (!*mayBeKnown)
            needed += file.size;
    });
    if (!asked)
        return asked.error();
    return needed;
}

/// What is only given another name needs no space.
bool SpaceCheck::isMoveWithinVolume(const SourceScan& scan) const
{
    const auto folder = identityOf(m_context.environment.library.root());
    const auto isOnVolume = [&](const std::filesystem::path& root) {
        const auto identity = identityOf(root);
        return folder && identity && identity->device == folder->device;
    };
    return m_context.isMove() && std::ranges::all_of(scan.roots, isOnVolume) &&
           isOnVolume(nearestThere(m_context.folder));
}

std::filesystem::path SpaceCheck::nearestThere(std::filesystem::path place)
{
    std::error_code failure;
    while (place.has_relative_path() && !std::filesystem::exists(place, failure))
        place = place.parent_path();
    return place;
}

/// Everything that was found must fit, but for what seems to be here already: a file of a size that the
/// catalogue knows.
Status SpaceCheck::check(const SourceScan& scan)
{
    if (isMoveWithinVolume(scan) || checkRoom(scan.bytes))
        return {};
    SAFELIGHT_ASSIGN(const ByteCount needed, bytesNotKnown(scan));
    return checkRoom(needed);
}

Status SpaceCheck::checkPlanned(const SourceScan& scan, ByteCount needed) const
{
    return isMoveWithinVolume(scan) ? Status() : checkRoom(needed);
}

Status SpaceCheck::checkRoom(ByteCount needed) const
{
    const auto place = nearestThere(m_context.folder);
    SAFELIGHT_ASSIGN(const ByteCount available, freeSpace(place));
    const ByteCount reserve{m_context.environment.settings.number(u"ingest.space_reserve_mb") * kBytesPerMiB};
    if (needed <= available - reserve)
        return {};
    return Error{ErrorCode::NoSpace, pathToText(place),
                 QStringLiteral("%1 bytes needed, %2 free").arg(needed.value).arg(available.value), nullptr};
}

} // namespace safelight
