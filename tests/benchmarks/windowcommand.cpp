#include "benchmarks/commands.h"
#include "benchmarks/figures.h"
#include "benchmarks/manifestlibrary.h"

#include "app/realactions.h"
#include "base/pathtext.h"
#include "ui/librarycontroller.h"
#include "ui/mainwindow.h"
#include "ui/models/photomodel.h"
#include "ui/theme.h"
#include "ui/widgets/photogridview.h"
#include "ui/widgets/photopane.h"
#include "ui/widgets/projectpane.h"

#include <QApplication>
#include <QScrollBar>
#include <QTemporaryDir>

#include <algorithm>
#include <memory>

namespace safelight::bench {

namespace {

constexpr auto kTick = std::chrono::milliseconds(2);
constexpr auto kScrollEvery = std::chrono::milliseconds(40);
constexpr auto kStall = Milliseconds(50);
constexpr auto kIdleScrolling = std::chrono::seconds(3);

struct WindowWords
{
    ManifestPlan plan;
    std::string folder;
    std::string corpus;
    int runs = 5;
    qint64 launchedNs = 0; ///< by the steady clock, which all processes of a machine share
};

qint64 steadyNs()
{
    return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// How long the GUI thread's event loop was kept from a timer, while something went on.
class StallWatch : public QObject
{
public:
    StallWatch()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(kTick);
        connect(&m_timer, &QTimer::timeout, this, [this] { m_late.push_back(m_clock.lap() - kTick); });
    }

    void start()
    {
        m_late.clear();
        m_clock.lap();
        m_timer.start();
    }

    QJsonObject stop()
    {
        m_timer.stop();
        constexpr double kMostButOne = 0.99;
        std::ranges::sort(m_late);
        const auto at = [this](double share) {
            const auto last = static_cast<double>(m_late.size() - 1);
            return m_late.empty() ? 0.0 : rounded(m_late[static_cast<std::size_t>(last * share)].count());
        };
        return {{QStringLiteral("longest_stall_ms"), at(1)},
                {QStringLiteral("p99_ms"), at(kMostButOne)},
                {QStringLiteral("stalls_over_50_ms"),
                 static_cast<qint64>(std::ranges::count_if(m_late, [](auto late) { return late > kStall; }))},
                {QStringLiteral("ticks"), static_cast<qint64>(m_late.size())}};
    }

private:
    QTimer m_timer;
    Stopwatch m_clock;
    std::vector<Milliseconds> m_late;
};

/// Somebody who looks through the photos all the while: the wheel, down and up again.
class Scrolling : public QObject
{
public:
    explicit Scrolling(QScrollBar& bar)
    {
        connect(&m_timer, &QTimer::timeout, this, [this, &bar] {
            if (bar.value() == bar.maximum() || bar.value() == bar.minimum())
                m_step = bar.value() == bar.minimum() ? 1 : -1;
            bar.setValue(bar.value() + m_step * bar.pageStep());
        });
        m_timer.start(kScrollEvery);
    }

private:
    QTimer m_timer;
    int m_step = 1;
};

/// The window's first paint.
class FirstPaint : public QObject
{
public:
    explicit FirstPaint(QWidget& window) { window.installEventFilter(this); }

    Milliseconds since(qint64 launchedNs) const { return std::chrono::nanoseconds(m_at - launchedNs); }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Paint && m_at == 0)
            QMetaObject::invokeMethod(
                this, [this] { m_at = m_at == 0 ? steadyNs() : m_at; }, Qt::QueuedConnection);
        return QObject::eventFilter(watched, event);
    }

private:
    qint64 m_at = 0;
};

template <class Sender, class Signal>
void waitFor(Sender& sender, Signal signal)
{
    QEventLoop loop;
    QObject::connect(&sender, signal, &loop, [&loop] { loop.quit(); });
    loop.exec();
}

QJsonObject watchIdle(StallWatch& stalls)
{
    QEventLoop loop;
    QTimer::singleShot(kIdleScrolling, &loop, &QEventLoop::quit);
    stalls.start();
    loop.exec();
    return stalls.stop();
}

/// What main() of the desktop program does, with its times.
Result<QJsonObject> runWindow(const WindowWords& words)
{
    const Theme theme(*qApp, ThemeChoice::System);
    LibraryController library({words.folder, std::nullopt, Settings(), EventLog()}, realActions());
    const QTemporaryDir state;
    MainWindow window(library, state.filePath(QStringLiteral("window.ini")));
    const FirstPaint paint(window);
    window.show();
    library.open();
    while (window.photos().model().rowCount() == 0)
        waitFor(window.photos().model(), &PhotoModel::loaded);
    const Milliseconds loaded = std::chrono::nanoseconds(steadyNs() - words.launchedNs);
    QJsonObject figures = {{QStringLiteral("shown_ms"), paint.since(words.launchedNs).count()},
                           {QStringLiteral("photos_ms"), loaded.count()},
                           {QStringLiteral("platform"), QGuiApplication::platformName()}};
    if (words.corpus.empty())
        return figures;

    StallWatch stalls;
    const Scrolling scrolling(*window.photos().grid().verticalScrollBar());
    figures[QStringLiteral("idle")] = watchIdle(stalls);
    stalls.start();
    library.check({});
    waitFor(library, &LibraryController::idle);
    figures[QStringLiteral("check")] = stalls.stop();
    IngestRequest request;
    request.sources = {words.corpus};
    request.projectName = library.projects().front().name; // the one that is shown, so that it grows
    stalls.start();
    library.ingest(request);
    waitFor(library, &LibraryController::idle);
    figures[QStringLiteral("ingest")] = stalls.stop();
    return figures;
}

Result<QJsonObject> runWindowChild(const std::filesystem::path& library, const std::string& corpus)
{
    QStringList arguments = {QStringLiteral("window-child"), QStringLiteral("--dir"), pathToText(library),
                             QStringLiteral("--launched"), QString::number(steadyNs())};
    if (!corpus.empty())
        arguments << QStringLiteral("--corpus") << pathToText(corpus);
    return runChild(arguments);
}

Result<QJsonObject> measureWindow(const WindowWords& words)
{
    const QTemporaryDir temporary; // stays empty where a folder was given
    const std::filesystem::path folder =
        words.folder.empty() ? pathFromText(temporary.path()) : std::filesystem::absolute(words.folder);
    {
        SAFELIGHT_ASSIGN(const auto library, ManifestLibrary::openOrMake(folder, words.plan));
    }
    settleDisk();
    Series shown;
    Series photos;
    SAFELIGHT_ASSIGN(QJsonObject last,
                     runWindowChild(folder, {})); // the untimed one, after which all is warm
    for (int i = 0; i < words.runs; ++i) {
        SAFELIGHT_ASSIGN(last, runWindowChild(folder, {}));
        shown.add(Milliseconds(last[u"shown_ms"].toDouble()));
        photos.add(Milliseconds(last[u"photos_ms"].toDouble()));
    }
    QJsonObject figures = {{QStringLiteral("photos"), words.plan.photos},
                           {QStringLiteral("platform"), last[u"platform"]},
                           {QStringLiteral("window_shown"), shown.toJson()},
                           {QStringLiteral("photos_listed"), photos.toJson()}};
    if (!words.corpus.empty()) {
        SAFELIGHT_ASSIGN(const QJsonObject busy, runWindowChild(folder, words.corpus));
        for (const auto& phase : {QStringLiteral("idle"), QStringLiteral("check"), QStringLiteral("ingest")})
            figures[phase] = busy[phase];
    }
    return figures;
}

} // namespace

void addWindowCommands(CLI::App& app, Command& chosen)
{
    const auto words = std::make_shared<WindowWords>();
    const auto addCorpus = [words](CLI::App& command) {
        command.add_option("--corpus", words->corpus, "Pictures to take in while stalls are watched")
            ->check(CLI::ExistingDirectory);
    };
    CLI::App* window = app.add_subcommand(
        "window", "The window's start, and how long its thread stalls while a check and an ingest run");
    addCorpus(*window);
    window->add_option("--photos", words->plan.photos, "Photos of the catalogue")
        ->required()
        ->check(CLI::PositiveNumber);
    window->add_option("--dir", words->folder,
                       "The library's folder: made where there is none, and kept; a corpus is taken into it");
    window->add_option("--runs", words->runs, "Timed starts (5)")->check(CLI::PositiveNumber);
    window->callback([&chosen, words] { chosen = [words] { return measureWindow(*words); }; });

    CLI::App* child = app.add_subcommand(kWindowChild, "One start in a process of its own");
    addCorpus(*child);
    child->add_option("--dir", words->folder, "The library")->required();
    child->add_option("--launched", words->launchedNs, "When the process was started")->required();
    child->callback([&chosen, words] { chosen = [words] { return runWindow(*words); }; });
}

} // namespace safelight::bench
