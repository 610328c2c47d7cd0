#include "domain/receipt.h"

#include "domain/nametable.h"
#include "domain/stem.h"

#include <algorithm>
#include <array>

namespace safelight {

namespace {

constexpr NameTable<SourceMatter, 4> kMatters({{{SourceMatter::Frame, u"frame"},
                                                {SourceMatter::Made, u"made"},
                                                {SourceMatter::Unknown, u"unknown"},
                                                {SourceMatter::Housekeeping, u"housekeeping"}}});

// Exif/DCF catalogues, AVCHD and XAVC indexes, logs of cameras, and what desktops leave behind.
constexpr std::array<std::string_view, 14> kOwnExtensions = {"ctg", "ind", "bdm", "mpl", "cpi", "tid", "tdt",
                                                             "bnp", "int", "bin", "pod", "log", "dsc", "fdb"};
constexpr std::array<std::string_view, 9> kOwnNames = {"thumbs.db",      "desktop.ini", "indexervolumeguid",
                                                       "wpsettings.dat", "mdb.bak",     "autorun.inf",
                                                       "mediapro.xml",   "cueup.xml",   "discmeta.xml"};
constexpr std::array<std::string_view, 6> kOwnFolders = {
    "canonmsc", "eosmisc", "avf_info", "mdbbk", "system volume information", "$recycle.bin"};

std::string lowered(std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

template <std::size_t Count>
bool has(const std::array<std::string_view, Count>& list, std::string_view value)
{
    return std::ranges::find(list, value) != list.end();
}

} // namespace

QString sourceMatterName(SourceMatter matter)
{
    return kMatters.nameOf(matter);
}

std::optional<SourceMatter> sourceMatterFromName(QStringView name)
{
    return kMatters.valueOf(name);
}

SourceMatter matterOf(std::string_view folder, std::string_view name)
{
    const std::string lower = lowered(name);
    const std::string lowerFolder = lowered(folder);
    const std::string_view dotted = extensionOf(lower);
    const bool isOwn = lower.starts_with('.') || has(kOwnNames, std::string_view(lower)) ||
                       has(kOwnFolders, std::string_view(lowerFolder)) ||
                       (!dotted.empty() && has(kOwnExtensions, dotted.substr(1)));
    return isOwn ? SourceMatter::Housekeeping : SourceMatter::Unknown;
}

} // namespace safelight
