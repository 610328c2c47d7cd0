#include "domain/stem.h"

#include "domain/formats.h"

namespace safelight {

namespace {

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

std::string_view sidecarStemOf(std::string_view relativePath)
{
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

} // namespace safelight
