#pragma once

#include <filesystem>
#include <vector>

class QMimeData;

namespace safelight {

/// The local files and folders that are dragged or pasted, in their order. Reads the bytes of `text/uri-list`
/// (RFC 2483) itself: a QUrl would mangle names that are not UTF-8. Other hosts' files and other schemes are
/// left out.
std::vector<std::filesystem::path> pathsFromMimeData(const QMimeData& mime);

} // namespace safelight
