#pragma once

#include "base/result.h"

#include <QJsonObject>

#include <CLI/CLI.hpp>

#include <functional>

namespace safelight::bench {

/// One measurement, run after the command line was understood; gives its figures.
using Command = std::function<Result<QJsonObject>()>;

/// Each adds its commands to the parser; when one was chosen, `chosen` is set to what is to be run.
void addManifestCommands(CLI::App& app, Command& chosen);
void addIngestCommands(CLI::App& app, Command& chosen);
void addProofCommands(CLI::App& app, Command& chosen);
void addCorpusCommand(CLI::App& app, Command& chosen);
void addWindowCommands(CLI::App& app, Command& chosen);
void addMaintenanceCommands(CLI::App& app, Command& chosen);

/// The commands that open a window, and so need more of an application than the others.
constexpr const char* kWindowChild = "window-child";
constexpr const char* kIdleChild = "idle-child";

} // namespace safelight::bench
