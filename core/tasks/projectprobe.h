#pragma once

#include "db/connection.h"
#include "domain/project.h"
#include "storage/fileio.h"

#include <filesystem>
#include <optional>

namespace safelight {

/// What a project's folder says of itself, before anything is believed of the files that seem to be missing
/// from it.
struct ProjectProbe
{
    enum class Presence {
        Online,
        ManifestMissing, ///< the folder holds catalogued files, but no manifest that can be read
        Offline,         ///< the folder is missing, is another project's, or holds nothing that is known
    };

    Presence presence = Presence::Offline;
    /// Why it is offline; for ManifestMissing why the manifest could not be read (NotFound or
    /// ManifestDamaged).
    std::optional<Error> reason;
    bool nameDiffers = false; ///< the manifest bears another name than the catalogue
    FileHandle folder;        ///< held open: a disk cannot be unmounted while it is looked at
    FileIdentity identity;    ///< of the folder
};

/// Looks; changes nothing. Errors are the catalogue's only: whatever the disk says is an answer.
Result<ProjectProbe> probeProject(Connection& connection, const Project& project,
                                  const std::filesystem::path& folder);

/// Whether `folder` still is the folder that was probed.
bool isStillThere(const ProjectProbe& probe, const std::filesystem::path& folder);

/// Writes the manifest again from the catalogue (a damaged one is set aside), or corrects its name.
Status restoreManifest(FileSystem& fs, const ProjectProbe& probe, const Project& project,
                       const std::filesystem::path& folder);

} // namespace safelight
