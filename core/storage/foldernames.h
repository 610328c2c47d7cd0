#pragma once

#include "base/canceltoken.h"
#include "base/result.h"
#include "domain/formats.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace safelight {

/// The names of all pictures and sidecars below a project's folder, listed once, found by stem or by name.
///
/// An entry takes 8 bytes of index, 6 of header and its name; the folder's own path is kept once for all of
/// its files. The index is a hash table over the *stem*: entries of one stem are probed together, so one
/// look-up a photo gives all its files. It is a hash table and not a sorted list because a million names in
/// the order of a disk's own hash take longer to sort than to list, and nothing here needs an order.
class FolderNames
{
public:
    /// Why a name is not listed.
    enum class Other {
        Format,  ///< a file of a format that is not taken in
        Special, ///< a pipe, a socket, a device, a link to a folder or to nowhere
    };
    struct Progress
    {
        CancelToken cancel;
        std::function<void(std::size_t)> onListed; ///< names so far, about every 10,000; may be empty
        /// Is told of what is neither hidden, nor a folder, nor listed; may be empty.
        std::function<void(const std::string& relativeName, Other)> onOther = {};
    };

    /// Lists `root` and its subfolders: names with a known extension (domain/formats.h), not hidden. Links to
    /// folders are not followed. Never creates, changes or stats a file whose type the folder itself tells.
    /// Errors: NotFound, PermissionDenied, ReadFailed (of any subfolder: half a list would look like lost
    /// pictures), Cancelled.
    static Result<FolderNames> list(const std::filesystem::path& root, const Progress& progress);
    static Result<FolderNames> list(const std::filesystem::path& root);

    FolderNames(FolderNames&&) noexcept = default;
    FolderNames& operator=(FolderNames&&) noexcept = default;

    std::size_t size() const { return m_count; }

    /// Whether a file with exactly this relative name is there.
    bool contains(std::string_view relativeName) const;

    /// The endings (`.JPG`, `.JPG.xmp`) of all files of the photo with this stem, variants and sidecars, in
    /// the folder's order: stem + ending is the relative name. The views live as long as this object.
    void endingsOf(std::string_view stem, std::vector<std::string_view>& endings) const;

    // For going through all names and leaving some out: each lies in a slot of its own.

    std::size_t slots() const { return m_index.size(); }
    std::optional<std::size_t> slotOf(std::string_view relativeName) const;
    /// The relative name; empty for a slot without one.
    std::string nameIn(std::size_t slot) const;

    /// Subfolders, relative with trailing slash, that bear a project's manifest: what lies below them is that
    /// project's.
    const std::vector<std::string>& innerProjects() const { return m_innerProjects; }

private:
    FolderNames() = default;

    struct Entry
    {
        std::uint32_t folder = 0;
        std::string_view name;
        std::size_t stemLength = 0; ///< of photoStemOf(name)
    };

    /// A slot of the index. The tag, more of the hash, keeps most probes from touching names of other stems.
    struct Slot
    {
        std::uint32_t record = 0; ///< position + 1; 0 is free
        std::uint32_t tag = 0;
    };
    static std::uint32_t tagOf(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32U); }

    Status walk(int parentFd, const std::filesystem::path& root, const std::string& relative,
                const Progress& progress);
    void append(std::uint32_t folder, std::string_view name, FileKind kind);
    void buildIndex();
    Entry entryAt(std::uint32_t position) const;
    std::uint64_t hashOf(std::uint32_t folder, std::string_view nameStem) const;
    std::uint64_t folderHashOf(std::string_view folder) const;
    template <class Visit>
    void forEachOfStem(std::string_view stem, Visit visit) const;

    // Records lie in blocks, so that growing never copies what is there: position = block number * block size
    // + offset.
    static constexpr std::size_t kBlockSize = std::size_t{256} * 1024;
    std::vector<std::unique_ptr<char[]>> m_blocks;
    std::size_t m_blockUsed = kBlockSize;
    std::vector<std::string> m_folders;        ///< relative, with trailing slash; the first is empty
    std::vector<std::uint64_t> m_folderHashes; ///< of m_folders
    std::vector<Slot> m_index;
    std::vector<std::string> m_innerProjects;
    std::size_t m_count = 0;
};

} // namespace safelight
