#include "testbus.h"

#include "ui/desktop/diskservice.h"

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusObjectPath>
#include <QTest>

#include <optional>
#include <vector>

using namespace safelight;

namespace {

/// Stands for UDisks2: one device, sdz1, which is busy when it is told so.
class DiskManager : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.UDisks2.Manager")

public Q_SLOTS:
    QList<QDBusObjectPath> ResolveDevice(const QVariantMap& specification, const QVariantMap& options)
    {
        Q_UNUSED(options)
        if (specification.value(QStringLiteral("path")).toString() != u"/dev/sdz1")
            return {};
        return {QDBusObjectPath(QStringLiteral("/org/freedesktop/UDisks2/block_devices/sdz1"))};
    }
};
class DiskFilesystem : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.UDisks2.Filesystem")

public:
    QString failure; ///< the error's name; empty: it works
    int unmounts = 0;

public Q_SLOTS:
    void Unmount(const QVariantMap& options)
    {
        Q_UNUSED(options)
        ++unmounts;
        if (!failure.isEmpty())
            sendErrorReply(failure, QStringLiteral("target is busy"));
    }
};

/// Unmounting, as the disk service of the desktop does it.
class TestDiskService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void disksAreUnmounted();
};

} // namespace

void TestDiskService::disksAreUnmounted()
{
    if (!TestBus::isPossible())
        QSKIP("there is no dbus-daemon here");
    const TestBus daemon;
    QVERIFY(!daemon.address().isEmpty());
    DiskManager manager;
    DiskFilesystem filesystem;
    auto system = QDBusConnection::connectToBus(daemon.address(), QStringLiteral("disks"));
    QVERIFY(system.registerService(QStringLiteral("org.freedesktop.UDisks2")));
    QVERIFY(system.registerObject(QStringLiteral("/org/freedesktop/UDisks2/Manager"), &manager,
                                  QDBusConnection::ExportAllSlots));
    QVERIFY(system.registerObject(QStringLiteral("/org/freedesktop/UDisks2/block_devices/sdz1"), &filesystem,
                                  QDBusConnection::ExportAllSlots));
    qputenv("DBUS_SYSTEM_BUS_ADDRESS", daemon.address().toLatin1());
    {
        DiskService disks;
        std::vector<std::optional<Error>> answers;
        const auto unmount = [&](const char* device) {
            disks.unmount(QString::fromLatin1(device), "/media/CARD", this,
                          [&](const std::optional<Error>& error) { answers.push_back(error); });
        };
        unmount("/dev/sdz1");
        QTRY_COMPARE(answers.size(), std::size_t{1});
        QVERIFY2(!answers[0], qPrintable(answers[0].value_or(Error()).detail));
        QCOMPARE(filesystem.unmounts, 1);

        filesystem.failure = QStringLiteral("org.freedesktop.UDisks2.Error.DeviceBusy");
        unmount("/dev/sdz1");
        QTRY_COMPARE(answers.size(), std::size_t{2});
        QVERIFY(answers[1] && answers[1]->code == ErrorCode::VolumeBusy);
        QCOMPARE(answers[1]->subject, QStringLiteral("/media/CARD"));

        filesystem.failure = QStringLiteral("org.freedesktop.UDisks2.Error.NotAuthorizedDismissed");
        unmount("/dev/sdz1");
        QTRY_COMPARE(answers.size(), std::size_t{3});
        QVERIFY(answers[2] && answers[2]->code == ErrorCode::PermissionDenied);

        unmount("/dev/unknown");
        QTRY_COMPARE(answers.size(), std::size_t{4});
        QVERIFY(answers[3] && answers[3]->code == ErrorCode::CannotUnmount);
        QCOMPARE(filesystem.unmounts, 3);

        QVERIFY(system.unregisterService(QStringLiteral("org.freedesktop.UDisks2")));
        unmount("/dev/sdz1");
        QTRY_COMPARE(answers.size(), std::size_t{5});
        QVERIFY(answers[4] && answers[4]->code == ErrorCode::CannotUnmount);
    }
    QDBusConnection::disconnectFromBus(QStringLiteral("disks"));
    QDBusConnection::disconnectFromBus(QStringLiteral("safelight-disks"));
    qunsetenv("DBUS_SYSTEM_BUS_ADDRESS");
}

QTEST_MAIN(TestDiskService)
#include "tst_diskservice.moc"
