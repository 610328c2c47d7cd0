#include "storage/mountinfo.h"

#include <sys/sysmacros.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>

namespace safelight {

namespace {

constexpr std::size_t kMountPointField = 4;
constexpr std::size_t kFirstOptionalField = 6;

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

bool isOctal(std::string_view digits)
{
    return digits.size() == 3 && digits[0] <= '3' &&
           std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '7'; });
}

/// Blank, tab, newline and back slash are written as `\040`, … (mangle() of the kernel).
std::string unescaped(std::string_view field)
{
    std::string plain;
    for (std::size_t i = 0; i < field.size(); ++i) {
        const std::string_view digits = field.substr(std::min(i + 1, field.size()), 3);
        if (field[i] == '\\' && isOctal(digits)) {
            plain.push_back(
                static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0')));
            i += 3;
        } else {
            plain.push_back(field[i]);
        }
    }
    return plain;
}

std::optional<unsigned> numberIn(std::string_view text)
{
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

std::optional<dev_t> deviceIn(std::string_view field)
{
    const std::size_t colon = field.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const auto majorNumber = numberIn(field.substr(0, colon));
    const auto minorNumber = numberIn(field.substr(colon + 1));
    if (!majorNumber || !minorNumber)
        return std::nullopt;
    return makedev(*majorNumber, *minorNumber);
}

bool hasOption(std::string_view options, std::string_view wanted)
{
    const auto all = split(options, ',');
    return std::find(all.begin(), all.end(), wanted) != all.end();
}

/// `36 35 98:0 /root /mount/point rw,noatime master:1 - ext3 /dev/root rw,errors=continue`; any number of
/// optional fields lie before the hyphen.
std::optional<Mount> mountIn(std::string_view line)
{
    const auto fields = split(line, ' ');
    if (fields.size() <= kFirstOptionalField)
        return std::nullopt;
    const auto hyphen =
        std::find(fields.begin() + static_cast<std::ptrdiff_t>(kFirstOptionalField), fields.end(), "-");
    const auto device = deviceIn(fields[2]);
    if (!device || fields.end() - hyphen < 4)
        return std::nullopt;
    Mount mount;
    mount.device = *device;
    mount.root = unescaped(fields[3]);
    mount.mountPoint = unescaped(fields[kMountPointField]);
    mount.fileSystem = unescaped(hyphen[1]);
    mount.source = unescaped(hyphen[2]);
    mount.isReadOnly = hasOption(fields[kMountPointField + 1], "ro") || hasOption(hyphen[3], "ro");
    return mount;
}

} // namespace

std::vector<Mount> parseMountInfo(std::string_view text)
{
    std::vector<Mount> mounts;
    for (const std::string_view line : split(text, '\n')) {
        if (auto mount = mountIn(line))
            mounts.push_back(*std::move(mount));
    }
    return mounts;
}

const Mount* mountOf(const std::vector<Mount>& mounts, const std::filesystem::path& path, dev_t device)
{
    const auto rank = [&](const Mount& mount) {
        return std::tuple(mount.device == device, mount.mountPoint.native().size());
    };
    const Mount* best = nullptr;
    for (const Mount& mount : mounts) {
        if (isAtOrBelow(path, mount.mountPoint) && (!best || rank(mount) >= rank(*best)))
            best = &mount;
    }
    return best;
}

bool isAtOrBelow(const std::filesystem::path& path, const std::filesystem::path& folder)
{
    const std::string& inner = path.native();
    const std::string& outer = folder.native();
    if (outer == "/")
        return inner.starts_with('/');
    return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '/');
}

} // namespace safelight
