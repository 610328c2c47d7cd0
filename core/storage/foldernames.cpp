#include "storage/foldernames.h"

#include "base/pathtext.h"
#include "domain/stem.h"
#include "storage/dirpointer.h"
#include "storage/fileio.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <xxhash.h>

#include <bit>
#include <cerrno>
#include <cstring>

namespace safelight {

namespace {

// The folder's number, the length of the name and the length of its stem; readdir() gives up to 255 bytes.
constexpr std::size_t kHeaderSize = sizeof(std::uint32_t) + 2 * sizeof(std::uint8_t);
constexpr std::size_t kNameLengthAt = sizeof(std::uint32_t);
constexpr std::size_t kStemLengthAt = kNameLengthAt + sizeof(std::uint8_t);
constexpr std::size_t kReportEvery = 10'000;
constexpr std::string_view kManifestName = ".project.yaml"; // storage/manifest.h

enum class EntryType { File, Folder, Neither };

/// The folder tells the type of most entries; only links, and file systems that do not tell, cost a stat.
EntryType typeOf(int folderFd, const dirent& entry)
{
    if (entry.d_type == DT_REG)
        return EntryType::File;
    if (entry.d_type == DT_DIR)
        return EntryType::Folder;
    if (entry.d_type != DT_LNK && entry.d_type != DT_UNKNOWN)
        return EntryType::Neither;
    struct stat status = {};
    if (entry.d_type == DT_UNKNOWN) {
        if (::fstatat(folderFd, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
            return EntryType::Neither;
        if (S_ISDIR(status.st_mode))
            return EntryType::Folder;
        if (S_ISREG(status.st_mode))
            return EntryType::File;
    }
    // A link counts as the file that it leads to; a link to a folder is not followed (it may lead in a
    // circle).
    const bool leadsToFile = ::fstatat(folderFd, entry.d_name, &status, 0) == 0 && S_ISREG(status.st_mode);
    return leadsToFile ? EntryType::File : EntryType::Neither;
}

} // namespace

Result<FolderNames> FolderNames::list(const std::filesystem::path& root, const Progress& progress)
{
    FolderNames names;
    SAFELIGHT_TRY(names.walk(AT_FDCWD, root, {}, progress));
    names.buildIndex();
    return names;
}

Result<FolderNames> FolderNames::list(const std::filesystem::path& root)
{
    return list(root, Progress());
}

Status FolderNames::walk(int parentFd, const std::filesystem::path& root, const std::string& relative,
                         const Progress& progress)
{
    const bool isRoot = relative.empty();
    const auto here = [&] { return pathToText(root / relative); };
    const std::string lastPart =
        isRoot ? root.native()
               : std::filesystem::path(relative.substr(0, relative.size() - 1)).filename().native();
    const int fd =
        ::openat(parentFd, lastPart.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | (isRoot ? 0 : O_NOFOLLOW));
    if (fd < 0) {
        if (errno == ENOENT && !isRoot)
            return {}; // removed since its parent was listed
        return errorFromErrno(errno, here(), ErrorCode::ReadFailed);
    }
    const DirPointer dir(::fdopendir(fd));
    if (!dir)
        return errorFromErrno(errno, here(), ErrorCode::ReadFailed);

    const auto folder = static_cast<std::uint32_t>(m_folders.size());
    m_folders.push_back(relative);
    m_folderHashes.push_back(folderHashOf(relative));
    std::vector<std::string> subfolders;
    errno = 0;
    while (const dirent* entry = ::readdir(dir.get())) {
        const std::string_view name(entry->d_name);
        if (name.front() != '.') {
            const EntryType type = typeOf(fd, *entry);
            const auto format = type == EntryType::File ? formatForName(name) : std::nullopt;
            if (type == EntryType::Folder)
                subfolders.emplace_back(name);
            else if (format)
                append(folder, name, format->kind);
            else if (progress.onOther)
                progress.onOther(relative + entry->d_name,
                                 type == EntryType::File ? Other::Format : Other::Special);
            if (m_count % kReportEvery == 1 && progress.onListed)
                progress.onListed(m_count);
            if (progress.cancel.isCancelled())
                return Error{ErrorCode::Cancelled, here(), {}, nullptr};
        } else if (!isRoot && name == kManifestName) {
            m_innerProjects.push_back(relative);
        }
        errno = 0;
    }
    if (errno != 0)
        return errorFromErrno(errno, here(), ErrorCode::ReadFailed);
    for (const std::string& subfolder : subfolders)
        SAFELIGHT_TRY(walk(fd, root, relative + subfolder + '/', progress));
    return {};
}

void FolderNames::append(std::uint32_t folder, std::string_view name, FileKind kind)
{
    const std::string_view stem = kind == FileKind::Sidecar ? sidecarStemOf(name) : stemOf(name);
    const std::size_t needed = kHeaderSize + name.size();
    if (m_blockUsed + needed > kBlockSize) {
        m_blocks.push_back(std::make_unique<char[]>(kBlockSize)); // zeroed: length 0 ends a block
        m_blockUsed = 0;
    }
    char* record = m_blocks.back().get() + m_blockUsed;
    std::memcpy(record, &folder, sizeof folder);
    record[kNameLengthAt] = static_cast<char>(name.size());
    record[kStemLengthAt] = static_cast<char>(stem.size());
    std::memcpy(record + kHeaderSize, name.data(), name.size());
    m_blockUsed += needed;
    ++m_count;
}

FolderNames::Entry FolderNames::entryAt(std::uint32_t position) const
{
    const char* record = m_blocks[position / kBlockSize].get() + position % kBlockSize;
    Entry entry;
    std::memcpy(&entry.folder, record, sizeof entry.folder);
    entry.name = {record + kHeaderSize, static_cast<std::uint8_t>(record[kNameLengthAt])};
    entry.stemLength = static_cast<std::uint8_t>(record[kStemLengthAt]);
    return entry;
}

std::uint64_t FolderNames::folderHashOf(std::string_view folder) const
{
    return XXH3_64bits(folder.data(), folder.size());
}

std::uint64_t FolderNames::hashOf(std::uint32_t folder, std::string_view nameStem) const
{
    return XXH3_64bits_withSeed(nameStem.data(), nameStem.size(), m_folderHashes[folder]);
}

void FolderNames::buildIndex()
{
    m_index.assign(std::bit_ceil(m_count + m_count / 3 + 1), {});
    const std::size_t mask = m_index.size() - 1;
    for (std::size_t block = 0; block < m_blocks.size(); ++block) {
        const std::size_t end = block + 1 == m_blocks.size() ? m_blockUsed : kBlockSize;
        std::size_t offset = 0;
        while (offset + kHeaderSize <= end) {
            const auto position = static_cast<std::uint32_t>(block * kBlockSize + offset);
            const Entry entry = entryAt(position);
            if (entry.name.empty())
                break;
            const std::uint64_t hash = hashOf(entry.folder, entry.name.substr(0, entry.stemLength));
            std::size_t slot = hash & mask;
            while (m_index[slot].record != 0)
                slot = (slot + 1) & mask;
            m_index[slot] = {position + 1, tagOf(hash)};
            offset += kHeaderSize + entry.name.size();
        }
    }
}

template <class Visit>
void FolderNames::forEachOfStem(std::string_view stem, Visit visit) const
{
    if (m_count == 0)
        return;
    const std::size_t slash = stem.rfind('/');
    const std::size_t folderLength = slash == std::string_view::npos ? 0 : slash + 1;
    const std::string_view folder = stem.substr(0, folderLength);
    const std::string_view nameStem = stem.substr(folderLength);
    const std::uint64_t hash = XXH3_64bits_withSeed(nameStem.data(), nameStem.size(), folderHashOf(folder));
    const std::size_t mask = m_index.size() - 1;
    for (std::size_t slot = hash & mask; m_index[slot].record != 0; slot = (slot + 1) & mask) {
        if (m_index[slot].tag != tagOf(hash))
            continue;
        const Entry entry = entryAt(m_index[slot].record - 1);
        const bool isOfStem =
            entry.name.substr(0, entry.stemLength) == nameStem && m_folders[entry.folder] == folder;
        if (isOfStem && !visit(entry.name.substr(entry.stemLength), slot))
            return;
    }
}

std::optional<std::size_t> FolderNames::slotOf(std::string_view relativeName) const
{
    const std::string_view stem = photoStemOf(relativeName);
    const std::string_view wanted = relativeName.substr(stem.size());
    std::optional<std::size_t> found;
    forEachOfStem(stem, [&](std::string_view ending, std::size_t slot) {
        if (ending == wanted)
            found = slot;
        return !found;
    });
    return found;
}

bool FolderNames::contains(std::string_view relativeName) const
{
    return slotOf(relativeName).has_value();
}

std::string FolderNames::nameIn(std::size_t slot) const
{
    if (m_index[slot].record == 0)
        return {};
    const Entry entry = entryAt(m_index[slot].record - 1);
    return m_folders[entry.folder] + std::string(entry.name);
}

void FolderNames::endingsOf(std::string_view stem, std::vector<std::string_view>& endings) const
{
    endings.clear();
    forEachOfStem(stem, [&](std::string_view ending, std::size_t) {
        endings.push_back(ending);
        return true;
    });
}

} // namespace safelight
