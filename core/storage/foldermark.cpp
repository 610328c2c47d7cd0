#include "storage/foldermark.h"

#include "base/pathtext.h"
#include "storage/fileio.h"

namespace safelight {

namespace {

/// As it is called inside the file system: a folder that is also mounted elsewhere has one such path.
std::filesystem::path pathInside(const Volume& volume, const std::filesystem::path& folder)
{
    const auto below = folder.lexically_relative(volume.mountPoint);
    return below == "." ? volume.root : volume.root / below;
}

} // namespace

Result<FolderMark> markOf(const std::filesystem::path& folder, const SystemPlaces& places)
{
    SAFELIGHT_ASSIGN(const Volume volume, volumeOf(folder, places));
    SAFELIGHT_ASSIGN(const FileIdentity identity, identityOf(folder));
    std::error_code error;
    const auto real = std::filesystem::canonical(folder, error);
    if (error)
        return errorFromErrno(error.value(), pathToText(folder), ErrorCode::ReadFailed);
    FolderMark mark;
    mark.volume = volume.identity;
    mark.path = pathToText(pathInside(volume, real));
    mark.inode = volume.identity.isEmpty() ? identity.inode : 0;
    return mark;
}

bool isSamePlace(const FolderMark& was, const FolderMark& now)
{
    if (was.path.isEmpty() || was != now)
        return false;
    return !was.volume.isEmpty() || was.inode != 0;
}

QJsonObject toJson(const FolderMark& mark)
{
    QJsonObject json = {{QStringLiteral("volume"), mark.volume}, {QStringLiteral("path"), mark.path}};
    // As text: numbers of JSON lose digits beyond 53 bits.
    if (mark.inode != 0)
        json[QStringLiteral("inode")] = QString::number(mark.inode);
    return json;
}

std::optional<FolderMark> folderMarkFromJson(const QJsonObject& json)
{
    FolderMark mark;
    mark.volume = json[QStringLiteral("volume")].toString();
    mark.path = json[QStringLiteral("path")].toString();
    const QJsonValue inode = json[QStringLiteral("inode")];
    bool isNumber = true;
    if (!inode.isUndefined())
        mark.inode = inode.toString().toULongLong(&isNumber);
    if (!mark.path.startsWith(u'/') || !isNumber || (mark.volume.isEmpty() && mark.inode == 0))
        return std::nullopt;
    return mark;
}

} // namespace safelight
