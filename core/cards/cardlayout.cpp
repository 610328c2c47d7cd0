#include "cards/cardlayout.h"

#include "base/pathtext.h"
#include "storage/volume.h"

#include <system_error>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace safelight {

namespace {

// They hold no files of people, or those of one that runs here.
constexpr std::array<std::string_view, 26> kSystemFileSystems = {
    "autofs",   "binfmt_misc", "bpf",      "cgroup",      "cgroup2",    "configfs",   "debugfs",
    "devpts",   "devtmpfs",    "efivarfs", "fusectl",     "hugetlbfs",  "mqueue",     "nsfs",
    "overlay",  "proc",        "pstore",   "ramfs",       "rpc_pipefs", "securityfs", "selinuxfs",
    "squashfs", "sysfs",       "tracefs",  "fuse.portal", "fuse.lxcfs"};

/// Cards are of FAT, whose names are the same in any letter case, but nobody says how they are mounted.
bool isSameName(std::string_view one, std::string_view other)
{
    const auto lowered = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(one, other, {}, lowered, lowered);
}

/// The subfolder of that name; empty: there is none.
std::filesystem::path subfolder(const std::filesystem::path& folder, std::string_view name)
{
    std::error_code failure;
    if (folder.empty())
        return {};
    std::filesystem::directory_iterator entry(folder, failure);
    for (; !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure)) {
        std::error_code unknown;
        if (isSameName(entry->path().filename().native(), name) &&
            entry->symlink_status(unknown).type() == std::filesystem::file_type::directory)
            return entry->path();
    }
    return {};
}

template <class... Names>
bool hasFolder(std::filesystem::path folder, Names... names)
{
    for (const std::string_view name : {std::string_view(names)...})
        folder = subfolder(folder, name);
    return !folder.empty();
}

bool hasLayout(const std::filesystem::path& root, CardLayout layout)
{
    switch (layout) {
    case CardLayout::Dcf:
        return hasFolder(root, "DCIM");
    case CardLayout::Avchd:
        return hasFolder(root, "PRIVATE", "AVCHD", "BDMV") || hasFolder(root, "AVCHD", "BDMV") ||
               hasFolder(root, "BDMV", "STREAM");
    case CardLayout::SonyXavc:
        return hasFolder(root, "M4ROOT", "CLIP") || hasFolder(root, "PRIVATE", "M4ROOT", "CLIP");
    case CardLayout::SonyXdcam:
        return hasFolder(root, "XDROOT", "Clip") || hasFolder(root, "BPAV", "CLPR");
    case CardLayout::PanasonicP2:
        return hasFolder(root, "CONTENTS", "CLIP") && hasFolder(root, "CONTENTS", "VIDEO");
    case CardLayout::CanonXf:
        return hasFolder(root, "CONTENTS", "CLIPS001");
    }
    return false;
}

bool mayBeCard(const Mount& mount)
{
    return mount.mountPoint != "/" && !isNetworkFileSystem(mount.fileSystem) &&
           std::ranges::find(kSystemFileSystems, mount.fileSystem) == kSystemFileSystems.end();
}

} // namespace

std::vector<CardLayout> layoutsOf(const std::filesystem::path& root)
{
    std::vector<CardLayout> layouts;
    for (const CardLayout layout : {CardLayout::Dcf, CardLayout::Avchd, CardLayout::SonyXavc,
                                    CardLayout::SonyXdcam, CardLayout::PanasonicP2, CardLayout::CanonXf}) {
        if (hasLayout(root, layout))
            layouts.push_back(layout);
    }
    return layouts;
}

std::vector<Mount> cardCandidates(const std::vector<Mount>& mounts)
{
    std::vector<Mount> candidates;
    for (const Mount& mount : mounts) {
        std::erase_if(candidates,
                      [&](const Mount& below) { return isAtOrBelow(below.mountPoint, mount.mountPoint); });
        if (mayBeCard(mount))
            candidates.push_back(mount);
    }
    return candidates;
}

} // namespace safelight
