#include "monitor/mounttable.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

namespace safelight {

namespace {

/// Spaces, tabs, newlines and backslashes are written as `\040`.
std::string unescaped(const std::string& text)
{
    constexpr std::size_t kDigits = 3;
    constexpr int kOctal = 8;
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string digits = text.substr(std::min(i + 1, text.size()), kDigits);
        const bool isEscape = text[i] == '\\' && digits.size() == kDigits &&
                              std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '7'; });
        if (!isEscape) {
            plain += text[i];
            continue;
        }
        plain += static_cast<char>(std::stoi(digits, nullptr, kOctal));
        i += kDigits;
    }
    return plain;
}

} // namespace

bool isWithin(const std::filesystem::path& place, const std::filesystem::path& above)
{
    return std::ranges::mismatch(above, place).in1 == above.end();
}

MountTable MountTable::read(const std::filesystem::path& file)
{
    MountTable table;
    std::ifstream stream(file);
    std::string line;
    while (std::getline(stream, line)) {
        std::istringstream words(line);
        std::string id;
        std::string parent;
        Mount mount;
        std::string root;
        std::string point;
        if (words >> id >> parent >> mount.device >> root >> point) {
            mount.root = unescaped(root);
            mount.point = unescaped(point);
            table.m_mounts.push_back(std::move(mount));
        }
    }
    return table;
}

DevicePlace MountTable::placeOf(const std::filesystem::path& place) const
{
    const Mount* nearest = nullptr;
    const auto depth = [](const Mount& mount) {
        return std::distance(mount.point.begin(), mount.point.end());
    };
    for (const Mount& mount : m_mounts) { // of two at one place the later one is seen
        if (isWithin(place, mount.point) && (!nearest || depth(mount) >= depth(*nearest)))
            nearest = &mount;
    }
    if (!nearest)
        return {};
    const auto below = place.lexically_relative(nearest->point);
    return {nearest->device, below == "." ? nearest->root : (nearest->root / below).lexically_normal()};
}

} // namespace safelight
