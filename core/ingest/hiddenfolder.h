#pragma once

#include "base/canceltoken.h"

#include <filesystem>

namespace safelight {

/// Whether `path`, a hidden name, is a folder in which somebody may keep pictures: one that holds any, or
/// that cannot be read. Ingests pass hidden folders over, but who erases a card has to know of this one.
/// False for what desktops keep for themselves: trash, thumbnails, indexes.
bool mayHidePictures(const std::filesystem::path& path, const CancelToken& cancel);

} // namespace safelight
