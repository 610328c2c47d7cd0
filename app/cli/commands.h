#pragma once

#include "app/cli/console.h"
#include "base/canceltoken.h"
#include "base/result.h"
#include "domain/cataloglocation.h"
#include "tasks/task.h"
#include "tasks/taskenvironment.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace safelight {

struct IngestRequest;

} // namespace safelight

namespace safelight::cli {

/// What the options before the command said. Filled by the parser, read when the command runs.
struct GlobalOptions
{
    std::filesystem::path library;
    std::optional<CatalogLocation> catalog;
};

/// One run of the program: its options, its console, and the command that was chosen.
class Session
{
public:
    Session(GlobalOptions& options, Console& console, CancelToken cancel)
        : m_options(options), m_console(console), m_cancel(std::move(cancel))
    {
    }

    Console& console() const { return m_console; }
    const CancelToken& cancel() const { return m_cancel; }

    const GlobalOptions& options() const { return m_options; }

    enum class Missing { IsError, IsMade };
    /// The library with settings and log. Errors: see Library; those of the settings file.
    Result<TaskEnvironment> environment(Missing missing) const;

private:
    GlobalOptions& m_options;
    Console& m_console;
    CancelToken m_cancel;
};

/// The ids of projects by their names (bytes of the command line). Errors: ProjectUnknown.
Result<std::vector<ProjectId>> projectIds(const std::vector<std::string>& names, const Library& library);

/// What the command line answers when a job ended like this.
ExitCode exitCodeOf(const TaskResult& result);
/// The last word on a job with steps.
ExitCode finishJob(const Session& session, const QString& command, const TaskResult& result);

/// --verify and --on-conflict, as all commands that take pictures in have them.
void addProofOptions(CLI::App& command, IngestRequest& request);

using Command = std::function<ExitCode(const Session&)>;

/// Each adds its command to the parser; when it was chosen, `chosen` is set to what is to be run.
void addProjectsCommand(CLI::App& app, Command& chosen);
void addIngestCommand(CLI::App& app, Command& chosen);
void addCheckCommand(CLI::App& app, Command& chosen);
void addMaintainCommand(CLI::App& app, Command& chosen);
void addCorrectionsCommand(CLI::App& app, Command& chosen);
void addJobsCommand(CLI::App& app, Command& chosen);
void addReceiptsCommand(CLI::App& app, Command& chosen);
void addTrashCommand(CLI::App& app, Command& chosen);
void addWatchCommand(CLI::App& app, Command& chosen);
void addDecideCommand(CLI::App& app, Command& chosen);
void addDemoShootCommand(CLI::App& app, Command& chosen);

} // namespace safelight::cli
