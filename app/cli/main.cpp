#include "app/cli/commands.h"
#include "base/openfiles.h"
#include "base/pathtext.h"
#include "media/metadata.h"
#include "ui/words/translations.h"

#include <QCoreApplication>
#include <QImageReader>
#include <QStandardPaths>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <pthread.h>
#include <thread>

namespace {

using namespace safelight;

constexpr int kImageAllocationMb = 256;

std::string defaultLibrary()
{
    if (const char* fromEnvironment = std::getenv("SAFELIGHT_LIBRARY"); fromEnvironment && *fromEnvironment)
        return fromEnvironment;
    const QString pictures = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    return (pathFromText(pictures) / "Safelight").native();
}

/// Ctrl-C asks the work to stop after what it has begun; a second one ends the program at once. Signals are
/// taken by a thread of their own, so that nothing has to be safe in a handler.
void listenForSignals(const CancelToken& cancel)
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr); // inherited by every thread that comes later
    std::thread([signals, cancel] {
        int signal = 0;
        sigwait(&signals, &signal);
        cancel.cancel();
        sigwait(&signals, &signal);
        std::_Exit(cli::kInterrupted);
    }).detach();
}

int run(int argc, char** argv)
{
    CLI::App app("Takes photographs in, keeps them, and keeps proving that they are there", "safelight-cli");
    app.set_version_flag("--version", SAFELIGHT_VERSION);
    app.require_subcommand(1);
    app.fallthrough(); // the options below are understood after the command, too
    std::string library = defaultLibrary();
    std::string catalog;
    bool isJson = false;
    bool isQuiet = false;
    app.add_option("--library", library,
                   "The library's folder ($SAFELIGHT_LIBRARY, or Safelight in your pictures folder)");
    app.add_option(
        "--catalog", catalog,
        "Its catalogue, if it lies elsewhere: a path, sqlite:PATH, or a database on a PostgreSQL server, "
        "postgresql://[user@]host[:port]/database");
    app.add_flag("--json", isJson, "One JSON object a line on standard output, and nothing else");
    app.add_flag("--quiet", isQuiet, "Only errors");
    cli::Command chosen;
    for (const auto add :
         {cli::addProjectsCommand, cli::addIngestCommand, cli::addCheckCommand, cli::addMaintainCommand,
          cli::addCorrectionsCommand, cli::addDecideCommand, cli::addJobsCommand, cli::addReceiptsCommand,
          cli::addTrashCommand, cli::addWatchCommand, cli::addDemoShootCommand})
        add(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? cli::kDone : cli::kUsage;
    }

    const CancelToken cancel;
    listenForSignals(cancel);
    cli::Console console(isJson ? cli::Console::Format::Json : cli::Console::Format::Text, isQuiet);
    cli::GlobalOptions options{library, std::nullopt};
    if (!catalog.empty()) {
        const auto location = CatalogLocation::fromArgument(catalog);
        if (!location)
            return console.fail(QStringLiteral("catalog"), location.error());
        options.catalog = *location;
    }
    return chosen(cli::Session(options, console, cancel));
}

} // namespace

int main(int argc, char** argv)
{
    allowManyOpenFiles();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("safelight"));
    installTranslations(application);
    QImageReader::setAllocationLimit(kImageAllocationMb);
    initialiseMetadata(EventLog());
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "safelight-cli: %s\n", failure.what());
        return cli::kSomeFailed;
    }
}
