#include "app/options.h"
#include "app/realactions.h"
#include "app/stopsignals.h"
#include "base/openfiles.h"
#include "base/pathtext.h"
#include "media/metadata.h"
#include "ui/cardoffers.h"
#include "ui/desktop/desktopreporter.h"
#include "ui/desktop/diskservice.h"
#include "ui/desktop/sessionbus.h"
#include "ui/desktop/tray.h"
#include "ui/librarycontroller.h"
#include "ui/mainwindow.h"
#include "ui/words/translations.h"

#include <QApplication>
#include <QImageReader>

#include <cstdio>
#include <cstdlib>
#include <iostream>

using namespace safelight;

namespace {

constexpr int kImageMemoryMiB = 256;

EventLog makeLog()
{
    EventLog log;
    log.addSink([](LogLevel level, const QByteArray& line) {
        if (level >= LogLevel::Warning)
            std::cerr << line.constData() << '\n';
    });
    return log;
}

/// A damaged settings file is no reason not to start: the defaults hold, and the log says so.
Settings loadSettings(const EventLog& log)
{
    QStringList complaints;
    auto settings = Settings::load(userSettingsFile(), &complaints);
    if (!settings)
        log.warning(u"settings_unreadable", {{QStringLiteral("error"), describeForLog(settings.error())}});
    for (const QString& key : complaints)
        log.warning(u"setting_ignored", {{QStringLiteral("key"), key}});
    return settings ? *std::move(settings) : Settings();
}

/// Takes the shoot in and checks it, without a question: for people who see the program for the first time.
void runDemo(LibraryController& library, const std::filesystem::path& shoot)
{
    const QString name = QCoreApplication::translate("main", "Demo shoot");
    QObject::connect(&library, &LibraryController::taskFinished, &library, [&library, name](Task* task) {
        const JobState state = task->result().state;
        const bool isThrough = state == JobState::Done || state == JobState::DoneWithFailures;
        if (task->kind() == Task::Kind::Ingest && isThrough)
            library.check({});
    });
    IngestRequest request;
    request.sources = {shoot};
    request.projectName = name;
    library.ingest(request);
}

void connectCards(CardOffers& offers, Tray& tray, MainWindow& window)
{
    QObject::connect(&offers, &CardOffers::takeInRequested, &window,
                     [&window](const std::filesystem::path& root) {
                         window.bringToFront();
                         window.takeIn({root});
                     });
    QObject::connect(&offers, &CardOffers::failed, &window, &MainWindow::showError);
    QObject::connect(&tray, &Tray::windowRequested, &window, &MainWindow::bringToFront);
    QObject::connect(&tray, &Tray::quitRequested, &window, &MainWindow::close);
}

int run(int argc, char** argv)
{
    const auto parsed = parseOptions(argc, argv);
    if (const int* exitCode = std::get_if<int>(&parsed))
        return *exitCode;
    const auto& options = std::get<Options>(parsed);

    QApplication application(argc, argv);
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Safelight"));
    QGuiApplication::setDesktopFileName(QStringLiteral("safelight"));
    QImageReader::setAllocationLimit(kImageMemoryMiB);
    installTranslations(application);
    const EventLog log = makeLog();
    initialiseMetadata(log);
    const Theme theme(application, options.theme);

    LibraryController library({options.library, options.catalog, loadSettings(log), log}, realActions());
    const QString stateFile = pathToText(userSettingsFile().parent_path() / "window.ini");
    MainWindow window(library, stateFile);
    SessionBus desktop;
    QObject::connect(&desktop, &SessionBus::unanswered, &window, [&window] { QApplication::alert(&window); });
    const auto isSeen = [] { return QApplication::activeWindow() != nullptr; };
    const DesktopReporter reporter(library, desktop, isSeen);
    Tray tray;
    DiskService disks;
    CardBoard cards(library, &surveyCard);
    CardOffers offers(
        cards, {window.banners(), tray, desktop, isSeen},
        [&](const CardEntry& card, CardOffers::Unmounted done) {
            disks.unmount(card.volume.device, card.root, &offers, std::move(done));
        },
        stateFile);
    connectCards(offers, tray, window);
    window.show();
    tray.show();
    library.open();
    cards.start();
    if (options.demo)
        runDemo(library, *options.demo);
    if (!options.paths.empty())
        window.takeIn(options.paths);
    const StopSignals stopSignals;
    QObject::connect(&stopSignals, &StopSignals::stopRequested, &window, &MainWindow::closePolitely);
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    allowManyOpenFiles();
    QCoreApplication::setApplicationName(QStringLiteral("safelight"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SAFELIGHT_VERSION));
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "safelight: %s\n", failure.what());
        return EXIT_FAILURE;
    }
}
