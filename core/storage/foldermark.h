#pragma once

#include "base/result.h"
#include "storage/volume.h"

#include <QJsonObject>
#include <QString>

#include <cstdint>
#include <filesystem>
#include <optional>

namespace safelight {

/// By what a folder on a volume that was taken away is recognised when it is back, under another mount point
/// or not.
struct FolderMark
{
    QString volume;          ///< Volume::identity
    QString path;            ///< carried text: absolute inside the volume's file system, `/` is its top
    std::uint64_t inode = 0; ///< only where `volume` is empty; else 0, as many systems make them up

    friend bool operator==(const FolderMark&, const FolderMark&) = default;
};

/// Errors: those of volumeOf().
Result<FolderMark> markOf(const std::filesystem::path& folder, const SystemPlaces& places = {});

/// Whether both name one folder. Where the volume is not known, the folder must have the same path inside it
/// and the same inode, which is not proof: another volume can have it.
bool isSamePlace(const FolderMark& was, const FolderMark& now);

QJsonObject toJson(const FolderMark& mark);
/// Nullopt for what toJson() does not write.
std::optional<FolderMark> folderMarkFromJson(const QJsonObject& json);

} // namespace safelight
