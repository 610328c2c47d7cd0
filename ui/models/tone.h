#pragma once

#include <Qt>

namespace safelight {

/// How a chip, or a line, is to be taken; it says so in words as well.
enum class Tone {
    Quiet,   ///< nothing to do
    Good,    ///< as it should be
    Caution, ///< to be looked at
    Bad,     ///< did not work
    Accent,  ///< something new
};

/// The role under which a model has a cell's tone, as int; a cell without it is plain text.
constexpr int kToneRole = Qt::UserRole + 100;

} // namespace safelight
