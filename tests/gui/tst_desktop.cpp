#include "testbus.h"
#include "testlibrary.h"

#include "ui/desktop/desktopreporter.h"
#include "ui/desktop/sessionbus.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QSignalSpy>
#include <QTest>

using namespace safelight;

namespace {

/// Notes what it is told.
class NotingDesktop : public Desktop
{
public:
    void notify(const Notice& notice) override { notices += notice; }
    void showProgress(std::optional<double> fraction) override { fractions += fraction; }

    QVector<Notice> notices;
    QVector<std::optional<double>> fractions;
};

} // namespace

/// Stands for the desktop's side of the bus.
class NotificationServer : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    QStringList summaries;
    QStringList bodies;
    QVector<QVariantMap> launcher;

public Q_SLOTS:
    quint32 Notify(const QString& application, quint32 replaces, const QString& icon, const QString& summary,
                   const QString& body, const QStringList& actions, const QVariantMap& hints, qint32 timeout)
    {
        Q_UNUSED(application)
        Q_UNUSED(replaces)
        Q_UNUSED(icon)
        Q_UNUSED(actions)
        Q_UNUSED(hints)
        Q_UNUSED(timeout)
        summaries += summary;
        bodies += body;
        return 1;
    }
    void update(const QString& application, const QVariantMap& properties)
    {
        if (application == u"application://safelight.desktop")
            launcher += properties;
    }
};

/// What the desktop learns of the work.
class TestDesktop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void longWorkIsToldWhenNobodyLooks();
    void shortWorkIsNotTold();
    void whatIsSeenIsNotTold();
    void whatWasCancelledIsNotTold();
    void progressGoesToTheTaskBarAndLeavesIt();
    void stepsCountAsParts();
    void withoutABusNothingIsShown();
    void noticesAndProgressReachTheBus();

private:
    /// One check, from its start to its end.
    void checkOnce(NotingDesktop& desktop, bool isSeen, std::chrono::milliseconds longWork,
                   JobState state = JobState::Done);
};

void TestDesktop::checkOnce(NotingDesktop& desktop, bool isSeen, std::chrono::milliseconds longWork,
                            JobState state)
{
    test::TestLibrary library;
    library.addProject(QStringLiteral("Wedding"));
    const auto controller = library.makeController();
    QVERIFY(test::TestLibrary::openAndWait(*controller));
    const DesktopReporter reporter(
        *controller, desktop, [isSeen] { return isSeen; }, longWork);
    library.onCheck = [](StepContext& step) {
        step.progress(TaskStage::Comparing, 40, 80);
        return StepOutcome();
    };
    if (state == JobState::Cancelled)
        connect(controller.get(), &LibraryController::taskStarted, this, [](Task* task) { task->cancel(); });
    QSignalSpy finished(controller.get(), &LibraryController::taskFinished);
    controller->check({});
    QVERIFY(finished.wait());
}

void TestDesktop::longWorkIsToldWhenNobodyLooks()
{
    NotingDesktop desktop;
    checkOnce(desktop, false, std::chrono::milliseconds(0));
    QCOMPARE(desktop.notices.size(), 1);
    QCOMPARE(desktop.notices.first().title, QStringLiteral("Checking all projects"));
    QVERIFY(desktop.notices.first().text.startsWith(u"Done: 0 checked"));
}

void TestDesktop::shortWorkIsNotTold()
{
    NotingDesktop desktop;
    checkOnce(desktop, false, std::chrono::hours(1));
    QVERIFY(desktop.notices.isEmpty());
}

void TestDesktop::whatIsSeenIsNotTold()
{
    NotingDesktop desktop;
    checkOnce(desktop, true, std::chrono::milliseconds(0));
    QVERIFY(desktop.notices.isEmpty());
}

void TestDesktop::whatWasCancelledIsNotTold()
{
    NotingDesktop desktop;
    checkOnce(desktop, false, std::chrono::milliseconds(0), JobState::Cancelled);
    QVERIFY(desktop.notices.isEmpty());
}

void TestDesktop::progressGoesToTheTaskBarAndLeavesIt()
{
    NotingDesktop desktop;
    checkOnce(desktop, true, std::chrono::milliseconds(0));
    QVERIFY(desktop.fractions.contains(std::optional(0.0)));
    QVERIFY(!desktop.fractions.last().has_value());
}

void TestDesktop::stepsCountAsParts()
{
    TaskProgress progress{TaskStage::Comparing, 30, 60, {}, {}};
    QCOMPARE(overallFraction(progress), 0.5);
    progress.step = 2;
    progress.steps = 4;
    QCOMPARE(overallFraction(progress), 0.375);
    progress.total.reset();
    QCOMPARE(overallFraction(progress), 0.25);
}

void TestDesktop::withoutABusNothingIsShown()
{
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    qunsetenv("XDG_RUNTIME_DIR");
    SessionBus bus;
    QSignalSpy unanswered(&bus, &SessionBus::unanswered);
    bus.showProgress(0.5);
    bus.notify({QStringLiteral("a"), QStringLiteral("b")});
    QCOMPARE(unanswered.size(), 1);
    QVERIFY(!bus.isConnected());
}

void TestDesktop::noticesAndProgressReachTheBus()
{
    if (!TestBus::isPossible())
        QSKIP("there is no dbus-daemon here");
    const TestBus daemon;
    const QString address = daemon.address();
    QVERIFY(!address.isEmpty());
    NotificationServer server;
    QDBusConnection desktop = QDBusConnection::connectToBus(address, QStringLiteral("desktop"));
    QVERIFY(desktop.registerService(QStringLiteral("org.freedesktop.Notifications")));
    QVERIFY(desktop.registerObject(QStringLiteral("/org/freedesktop/Notifications"), &server,
                                   QDBusConnection::ExportAllSlots));
    QVERIFY(desktop.connect({}, {}, QStringLiteral("com.canonical.Unity.LauncherEntry"),
                            QStringLiteral("Update"), &server, SLOT(update(QString, QVariantMap))));
    qputenv("DBUS_SESSION_BUS_ADDRESS", address.toLatin1());
    {
        SessionBus bus;
        QTRY_VERIFY(bus.isConnected());
        bus.notify({QStringLiteral("Checking “Wedding”"), QStringLiteral("Done: 3 < 4 & more")});
        QTRY_COMPARE(server.summaries, QStringList{QStringLiteral("Checking “Wedding”")});
        QCOMPARE(server.bodies, QStringList{QStringLiteral("Done: 3 &lt; 4 &amp; more")});
        bus.showProgress(0.25);
        bus.showProgress(std::nullopt);
        QTRY_COMPARE(server.launcher.size(), 2);
        QCOMPARE(server.launcher[0].value(QStringLiteral("progress")).toDouble(), 0.25);
        QCOMPARE(server.launcher[0].value(QStringLiteral("progress-visible")).toBool(), true);
        QCOMPARE(server.launcher[1].value(QStringLiteral("progress-visible")).toBool(), false);
        // Nobody answers any more: the window is to ask for attention instead.
        QSignalSpy unanswered(&bus, &SessionBus::unanswered);
        QVERIFY(desktop.unregisterService(QStringLiteral("org.freedesktop.Notifications")));
        bus.notify({QStringLiteral("a"), QStringLiteral("b")});
        QVERIFY(unanswered.wait());
    }
    QDBusConnection::disconnectFromBus(QStringLiteral("desktop"));
    QDBusConnection::disconnectFromBus(QStringLiteral("safelight-desktop"));
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
}

QTEST_MAIN(TestDesktop)
#include "tst_desktop.moc"
