#include "ingest/hiddenfolder.h"

#include "domain/formats.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace safelight {

namespace {

constexpr std::array<std::string_view, 9> kOwnFolders = {
    ".Trashes",    ".Trash", ".Spotlight-V100",         ".fseventsd", ".TemporaryItems",
    ".thumbnails", ".cache", ".DocumentRevisions-V100", ".safelight"};

bool isOwnFolder(std::string_view name)
{
    return name.starts_with(".Trash-") || std::ranges::find(kOwnFolders, name) != kOwnFolders.end();
}

bool mayBePicture(const std::string& name)
{
    return formatForName(name) && !name.starts_with("._"); // as in the scan
}

} // namespace

bool mayHidePictures(const std::filesystem::path& path, const CancelToken& cancel)
{
    using Walk = std::filesystem::recursive_directory_iterator;
    std::error_code failure;
    if (isOwnFolder(path.filename().native()) ||
        std::filesystem::symlink_status(path, failure).type() != std::filesystem::file_type::directory)
        return false;
    Walk entry(path, failure);
    for (; !failure && entry != Walk() && !cancel.isCancelled(); entry.increment(failure)) {
        if (mayBePicture(entry->path().filename().native()))
            return true;
    }
    return static_cast<bool>(failure);
}

} // namespace safelight
