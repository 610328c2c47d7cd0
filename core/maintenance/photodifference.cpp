#include "maintenance/photodifference.h"

#include "base/units.h"
#include "domain/stem.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace safelight {

namespace {

FileKind kindOf(std::string_view name)
{
    const auto format = formatForName(name);
    return format ? format->kind : FileKind::Other;
}

/// An ending alone is no name: `.JPG` would be a hidden file without extension.
FileKind kindOfEnding(std::string_view ending)
{
    const auto format = formatForEnding(ending);
    return format ? format->kind : FileKind::Other;
}

} // namespace

int PhotoDifference::missingFiles() const
{
    return static_cast<int>(std::ranges::count_if(
        changes, [](const Change& change) { return change.wasPresent && !change.isPresent; }));
}

bool PhotoComparer::agrees(const CheckedPhoto& photo)
{
    m_names.endingsOf(photo.stem, m_endings);
    Availability onDisk;
    for (const std::string_view ending : m_endings)
        onDisk.add(kindOfEnding(ending));
    if (onDisk != photo.available)
        return false;
    std::size_t presentRows = 0;
    for (const CheckedFile& file : photo.files) {
        const std::string_view ending =
            std::string_view(file.name).substr(std::min(photo.stem.size(), file.name.size()));
        const bool isListed =
            file.name.starts_with(photo.stem) && std::ranges::find(m_endings, ending) != m_endings.end();
        if (isListed != file.isPresent)
            return false;
        presentRows += file.isPresent ? 1 : 0;
    }
    return presentRows == m_endings.size(); // every file on disk has its row
}

PhotoComparer::OnDisk PhotoComparer::look(const std::string& name, FileIdentity& identity)
{
    struct stat status = {};
    if (::fstatat(m_folder.fd(), name.c_str(), &status, 0) == 0) {
        if (!S_ISREG(status.st_mode))
            return OnDisk::Absent; // a folder or a device bears the name
        identity.size = {status.st_size};
        identity.mtimeNs = status.st_mtim.tv_sec * kNsPerSecond + status.st_mtim.tv_nsec;
        return OnDisk::Present;
    }
    if (errno == ENOENT || errno == ENOTDIR)
        return OnDisk::Absent;
    ++m_unreadable;
    return OnDisk::Unknown;
}

PhotoDifference PhotoComparer::difference(const CheckedPhoto& photo)
{
    PhotoDifference difference;
    difference.before = photo.available;
    for (const CheckedFile& file : photo.files) {
        FileIdentity identity;
        const OnDisk onDisk = look(file.name, identity);
        const bool isPresent = onDisk == OnDisk::Unknown ? file.isPresent : onDisk == OnDisk::Present;
        const FileKind kind = kindOf(file.name);
        if (isPresent)
            difference.after.add(kind);
        if (isPresent != file.isPresent)
            difference.changes.push_back({file.name, kind, file.id, file.isPresent, isPresent, identity});
    }
    m_names.endingsOf(photo.stem, m_endings);
    for (const std::string_view ending : m_endings) {
        std::string name = photo.stem + std::string(ending);
        const bool hasRow =
            std::ranges::any_of(photo.files, [&](const CheckedFile& file) { return file.name == name; });
        FileIdentity identity;
        if (hasRow || look(name, identity) != OnDisk::Present)
            continue;
        const FileKind kind = kindOf(name);
        difference.after.add(kind);
        difference.changes.push_back({std::move(name), kind, {}, false, true, identity});
    }
    return difference;
}

} // namespace safelight
