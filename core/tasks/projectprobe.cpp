#include "tasks/projectprobe.h"

#include "base/pathtext.h"
#include "catalog/filerepository.h"
#include "storage/manifest.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace safelight {

namespace {

constexpr int kEvidencePage = 1000;

bool isFileIn(const FileHandle& folder, const QString& name)
{
    struct stat status = {};
    return ::fstatat(folder.fd(), bytesFromText(name).c_str(), &status, 0) == 0 && S_ISREG(status.st_mode);
}

/// Whether any file that the catalogue holds for present is on disk.
Result<bool> holdsAnyCataloguedFile(Connection& connection, const Project& project, const FileHandle& folder)
{
    const FileRepository files(connection);
    FileId after;
    while (true) {
        SAFELIGHT_ASSIGN(const auto page, files.presentFiles(project.id, after, kEvidencePage));
        for (const PhotoFile& file : page) {
            if (isFileIn(folder, file.name))
                return true;
        }
        if (page.size() < kEvidencePage)
            return false;
        after = page.back().id;
    }
}

ProjectProbe offline(Error reason)
{
    ProjectProbe probe;
    probe.reason = std::move(reason);
    return probe;
}

} // namespace

Result<ProjectProbe> probeProject(Connection& connection, const Project& project,
                                  const std::filesystem::path& folder)
{
    ProjectProbe probe;
    probe.folder = FileHandle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!probe.folder.isOpen())
        return offline(errorFromErrno(errno, pathToText(folder), ErrorCode::ReadFailed));
    const auto identity = identityOf(probe.folder, folder);
    if (!identity)
        return offline(identity.error());
    probe.identity = *identity;

    const auto manifest = Manifest::read(folder);
    if (manifest) {
        if (manifest->id != project.uuid)
            return offline({ErrorCode::ManifestMismatch, pathToText(folder),
                            manifest->id.toString(QUuid::WithoutBraces), nullptr});
        probe.presence = ProjectProbe::Presence::Online;
        probe.nameDiffers = manifest->name != project.name;
        return probe;
    }
    probe.reason = manifest.error();
    if (probe.reason->code != ErrorCode::NotFound && probe.reason->code != ErrorCode::ManifestDamaged)
        return offline(*probe.reason); // the disk does not answer properly: believe nothing of it
    SAFELIGHT_ASSIGN(const bool isKnown, holdsAnyCataloguedFile(connection, project, probe.folder));
    if (isKnown)
        probe.presence = ProjectProbe::Presence::ManifestMissing;
    return probe;
}

bool isStillThere(const ProjectProbe& probe, const std::filesystem::path& folder)
{
    const auto now = identityOf(folder);
    return now && now->isSameFile(probe.identity);
}

Status restoreManifest(FileSystem& fs, const ProjectProbe& probe, const Project& project,
                       const std::filesystem::path& folder)
{
    if (probe.presence == ProjectProbe::Presence::Online)
        return probe.nameDiffers ? Manifest::rename(fs, folder, project.name) : Status();
    if (probe.presence == ProjectProbe::Presence::Offline)
        return *probe.reason;
    if (probe.reason->code == ErrorCode::ManifestDamaged)
        SAFELIGHT_TRY(Manifest::setAside(fs, folder));
    return Manifest{project.uuid, project.name, project.createdAt}.create(fs, folder);
}

} // namespace safelight
