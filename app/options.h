#pragma once

#include "domain/cataloglocation.h"
#include "ui/theme.h"

#include <filesystem>
#include <optional>
#include <variant>
#include <vector>

namespace safelight {

/// What the command line of the window asks for. Paths are the bytes that were given.
struct Options
{
    std::filesystem::path library;
    std::optional<CatalogLocation> catalog;
    ThemeChoice theme = ThemeChoice::System;
    std::optional<std::filesystem::path> demo; ///< a shoot to take in and check without asking
    std::vector<std::filesystem::path> paths;  ///< as if dropped
};

/// The options, or the exit code when there is nothing more to do (help was shown, or the command line is
/// wrong: 2).
std::variant<Options, int> parseOptions(int argc, char** argv);

} // namespace safelight
