#pragma once

#include "catalog/photorepository.h"
#include "domain/correction.h"
#include "storage/fileio.h"
#include "storage/foldernames.h"

#include <optional>
#include <vector>

namespace safelight {

/// How one photo's rows differ from the disk. Names are bytes.
struct PhotoDifference
{
    struct Change
    {
        std::string name;
        FileKind kind = FileKind::Other;
        FileId id; ///< invalid: a file on disk without a row
        bool wasPresent = false;
        bool isPresent = false;
        FileIdentity identity; ///< of a file that is there
    };

    Availability before;
    Availability after;
    std::vector<Change> changes;

    bool isAny() const { return before != after || !changes.empty(); }
    int missingFiles() const;
};

/// Compares photos with a listing of their project's folder, and asks the disk about each difference before
/// it counts.
class PhotoComparer
{
public:
    /// Both outlive the comparer. `folder` is the project's folder, held open.
    PhotoComparer(const FolderNames& names, const FileHandle& folder) : m_names(names), m_folder(folder) {}

    /// Whether the listing agrees with the rows, without asking the disk. The hot path: allocates nothing.
    bool agrees(const CheckedPhoto& photo);

    /// What differs, each difference confirmed on the disk now. A file of which the disk does not say whether
    /// it is there (an error other than "not found") keeps the presence that its row says, and is counted in
    /// `unreadable()`.
    PhotoDifference difference(const CheckedPhoto& photo);

    int unreadable() const { return m_unreadable; }

private:
    enum class OnDisk { Present, Absent, Unknown };
    OnDisk look(const std::string& name, FileIdentity& identity);

    const FolderNames& m_names;
    const FileHandle& m_folder;
    std::vector<std::string_view> m_endings; ///< used again and again
    int m_unreadable = 0;
};

} // namespace safelight
