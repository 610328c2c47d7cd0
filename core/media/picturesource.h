#pragma once

#include <QByteArrayView>

#include <filesystem>
#include <variant>

namespace safelight {

/// Where a picture's bytes come from: a buffer that outlives the call, or a file of ours (never a card: a
/// file is opened and may be mapped by the libraries, which a vanishing device would turn into a crash).
using PictureSource = std::variant<QByteArrayView, std::filesystem::path>;

} // namespace safelight
