#include "domain/stem.h"

#include "domain/formats.h"

#include <algorithm>

namespace safelight {

namespace {

constexpr std::size_t kLongestName = 255; // NAME_MAX of the file systems in use
constexpr int kMostContinuations = 3;     // bytes of a UTF-8 character after its first

constexpr std::size_t kClipMetadataEnding = 7; // M01.XML

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// `form` has a 0 for any digit.
bool hasForm(std::string_view text, std::string_view form)
{
    return std::ranges::equal(text, form,
                              [](char c, char wanted) { return wanted == '0' ? isDigit(c) : c == wanted; });
}

std::size_t extensionStart(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    const std::size_t nameStart = slash == std::string_view::npos ? 0 : slash + 1;
    const std::size_t dot = path.rfind('.');
    if (dot == std::string_view::npos || dot <= nameStart)
        return path.size();
    return dot;
}

} // namespace

std::string_view stemOf(std::string_view relativePath)
{
    return relativePath.substr(0, extensionStart(relativePath));
}

std::string_view extensionOf(std::string_view relativePath)
{
    return relativePath.substr(extensionStart(relativePath));
}

bool isClipMetadataEnding(std::string_view ending)
{
    return hasForm(ending, "M00.XML") || hasForm(ending, "m00.xml");
}

bool isClipMetadata(std::string_view relativePath)
{
    if (relativePath.size() <= kClipMetadataEnding)
        return false;
    const std::size_t endingStart = relativePath.size() - kClipMetadataEnding;
    return isDigit(relativePath[endingStart - 1]) && isClipMetadataEnding(relativePath.substr(endingStart));
}

std::string_view sidecarStemOf(std::string_view relativePath)
{
    if (isClipMetadata(relativePath))
        return relativePath.substr(0, relativePath.size() - kClipMetadataEnding);
    const std::string_view stem = stemOf(relativePath);
    const auto inner = formatForName(stem);
    return inner && inner->kind != FileKind::Sidecar ? stemOf(stem) : stem;
}

std::string_view photoStemOf(std::string_view relativePath)
{
    const auto format = formatForName(relativePath);
    return format && format->kind == FileKind::Sidecar ? sidecarStemOf(relativePath) : stemOf(relativePath);
}

std::string withStem(std::string_view relativePath, std::string_view stem, std::string_view newStem)
{
    return std::string(newStem).append(relativePath.substr(stem.size()));
}

std::string numberedStem(const std::string& stem, int number, std::size_t longestEnding)
{
    if (number == 1)
        return stem;
    const std::string suffix = " (" + std::to_string(number) + ")";
    const std::size_t slash = stem.rfind('/');
    const std::size_t nameStart = slash == std::string::npos ? 0 : slash + 1;
    std::string shortened = stem;
    const auto excess = [&] {
        return shortened.size() > nameStart &&
               shortened.size() - nameStart + suffix.size() + longestEnding > kLongestName;
    };
    const auto continuesCharacter = [&] {
        return shortened.size() > nameStart && (static_cast<unsigned char>(shortened.back()) & 0xC0) == 0x80;
    };
    while (excess()) {
        // Whole UTF-8 characters go: up to three bytes 10xxxxxx continue one. A name of other bytes is not
        // eaten up.
        for (int byte = 0; byte < kMostContinuations && continuesCharacter(); ++byte)
            shortened.pop_back();
        if (shortened.size() > nameStart)
            shortened.pop_back();
    }
    return shortened + suffix;
}

} // namespace safelight
