#include "cards/mountwatch.h"

#include "support/smalldisk.h"
#include "support/tempfolder.h"

#include <QSignalSpy>
#include <QTest>

using namespace safelight;

/// The kernel tells of what is mounted.
class TestMountWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mountsAreTold();
};

void TestMountWatch::mountsAreTold()
{
    const test::TempFolder folder;
    MountWatch watch;
    QVERIFY(watch.isTold());
    QSignalSpy changed(&watch, &MountWatch::changed);
    {
        const test::SmallDisk disk(folder / "card", "size=1m");
        if (!disk.isMounted())
            QSKIP("mounting a file system of its own is for root");
        QVERIFY(changed.wait());
        changed.clear();
    }
    QVERIFY(changed.wait()); // unmounted
}

QTEST_GUILESS_MAIN(TestMountWatch)
#include "tst_mountwatch.moc"
