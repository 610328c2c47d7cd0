#include "app/cli/commands.h"
#include "app/demo/demoshoot.h"
#include "base/pathtext.h"

#include <memory>

namespace safelight::cli {

namespace {

ExitCode make(const Session& session, const std::string& folder)
{
    const QString command = QStringLiteral("demo-shoot");
    DemoShootOptions options;
    options.cancel = session.cancel();
    options.progress = [&session](int done, int total) {
        session.console().progressed({TaskStage::Picturing, done, total, {}, {}});
    };
    const auto shoot = makeDemoShoot(folder, options);
    if (!shoot)
        return session.console().fail(command, shoot.error());
    session.console().summarise(
        command, {{QStringLiteral("frames"), shoot->frames}, {QStringLiteral("files"), shoot->files}},
        QStringLiteral("%1 files of %2 frames made in %3")
            .arg(shoot->files)
            .arg(shoot->frames)
            .arg(textFromBytes(folder)));
    return kDone;
}

} // namespace

void addDemoShootCommand(CLI::App& app, Command& chosen)
{
    const auto folder = std::make_shared<std::string>();
    CLI::App* command = app.add_subcommand("demo-shoot", "Paint a small shoot to try things with");
    command->add_option("DIR", *folder, "A new or empty folder")->required();
    command->callback(
        [&chosen, folder] { chosen = [folder](const Session& session) { return make(session, *folder); }; });
}

} // namespace safelight::cli
