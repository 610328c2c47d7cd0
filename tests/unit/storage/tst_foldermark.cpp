#include "fakesystem.h"

#include "storage/foldermark.h"

#include <QJsonDocument>
#include <QTest>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

Q_DECLARE_METATYPE(safelight::FolderMark)

class TestFolderMark : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void marksFoldersOnAVolume();
    void recognisesItElsewhere();
    void otherPlacesDiffer_data();
    void otherPlacesDiffer();
    void foreignBytesSurviveJson();
    void survivesJson_data();
    void survivesJson();
    void refusesOtherJson_data();
    void refusesOtherJson();
    void refusesWhatIsNotThere();
};

void TestFolderMark::marksFoldersOnAVolume()
{
    FakeSystem system;
    system.linkUuid("AB-12", "sdb1");
    system.mount({.mountPoint = system.card(), .source = system.device("sdb1")});
    fs::create_directories(system.card() / "DCIM/100 A");
    const auto mark = markOf(system.card() / "DCIM/100 A", system.places());
    QVERIFY(mark);
    QCOMPARE(*mark, (FolderMark{QStringLiteral("uuid:AB-12"), QStringLiteral("/DCIM/100 A"), 0}));
    const auto top = markOf(system.card() / "DCIM/..", system.places());
    QVERIFY(top);
    QCOMPARE(*top, (FolderMark{QStringLiteral("uuid:AB-12"), QStringLiteral("/"), 0}));
}

void TestFolderMark::recognisesItElsewhere()
{
    FakeSystem before;
    before.linkUuid("AB-12", "sdb1");
    before.mount({.mountPoint = before.card(), .source = before.device("sdb1")});
    fs::create_directories(before.card() / "shots/2026");
    const auto was = markOf(before.card() / "shots/2026", before.places());
    QVERIFY(was);

    // Back as another device, and a folder of it mounted at another place.
    FakeSystem after;
    after.linkUuid("AB-12", "sdf7");
    after.mount({.mountPoint = after.card(), .source = after.device("sdf7"), .root = "/shots"});
    fs::create_directories(after.card() / "2026");
    fs::create_directories(after.card() / "2027");
    const auto now = markOf(after.card() / "2026", after.places());
    QVERIFY(now);
    QVERIFY(isSamePlace(*was, *now));
    const auto other = markOf(after.card() / "2027", after.places());
    QVERIFY(other);
    QVERIFY(!isSamePlace(*was, *other));
}

void TestFolderMark::otherPlacesDiffer_data()
{
    QTest::addColumn<FolderMark>("was");
    QTest::addColumn<FolderMark>("now");
    QTest::addColumn<bool>("isSame");

    const auto mark = [](const char* volume, const char* path, quint64 inode) {
        return FolderMark{QString::fromLatin1(volume), QString::fromLatin1(path), inode};
    };
    QTest::newRow("same") << mark("uuid:1", "/a", 0) << mark("uuid:1", "/a", 0) << true;
    QTest::newRow("other volume") << mark("uuid:1", "/a", 0) << mark("uuid:2", "/a", 0) << false;
    QTest::newRow("other path") << mark("uuid:1", "/a", 0) << mark("uuid:1", "/b", 0) << false;
    QTest::newRow("volume not known now") << mark("uuid:1", "/a", 0) << mark("", "/a", 7) << false;
    QTest::newRow("inode") << mark("", "/a", 7) << mark("", "/a", 7) << true;
    QTest::newRow("other inode") << mark("", "/a", 7) << mark("", "/a", 8) << false;
    QTest::newRow("same inode, other path") << mark("", "/a", 7) << mark("", "/b", 7) << false;
    QTest::newRow("nothing known") << mark("", "/a", 0) << mark("", "/a", 0) << false;
    QTest::newRow("no marks") << FolderMark{} << FolderMark{} << false;
}

void TestFolderMark::otherPlacesDiffer()
{
    QFETCH(FolderMark, was);
    QFETCH(FolderMark, now);
    QFETCH(bool, isSame);
    QCOMPARE(isSamePlace(was, now), isSame);
    QCOMPARE(isSamePlace(now, was), isSame);
}

void TestFolderMark::foreignBytesSurviveJson()
{
    FakeSystem system;
    system.linkUuid("AB-12", "sdb1");
    system.mount({.mountPoint = system.card(), .source = system.device("sdb1")});
    fs::create_directories(system.card() / "caf\xE9");
    const auto mark = markOf(system.card() / "caf\xE9", system.places());
    QVERIFY(mark);
    const QByteArray text = QJsonDocument(toJson(*mark)).toJson();
    const auto back = folderMarkFromJson(QJsonDocument::fromJson(text).object());
    QVERIFY(back);
    QVERIFY(isSamePlace(*mark, *back));
}

void TestFolderMark::survivesJson_data()
{
    QTest::addColumn<FolderMark>("mark");

    QTest::newRow("volume") << FolderMark{QStringLiteral("uuid:1"), QStringLiteral("/a"), 0};
    QTest::newRow("large inode") << FolderMark{QString(), QStringLiteral("/a"), 0xFFFF'FFFF'FFFF'FFFF};
}

void TestFolderMark::survivesJson()
{
    QFETCH(FolderMark, mark);
    const QByteArray text = QJsonDocument(toJson(mark)).toJson();
    const auto back = folderMarkFromJson(QJsonDocument::fromJson(text).object());
    QVERIFY(back);
    QCOMPARE(*back, mark);
}

void TestFolderMark::refusesOtherJson_data()
{
    QTest::addColumn<QByteArray>("json");

    QTest::newRow("nothing") << QByteArray("{}");
    QTest::newRow("no path") << QByteArray(R"({"volume":"uuid:1"})");
    QTest::newRow("relative path") << QByteArray(R"({"volume":"uuid:1","path":"a"})");
    QTest::newRow("neither volume nor inode") << QByteArray(R"({"volume":"","path":"/a"})");
    QTest::newRow("inode is no number") << QByteArray(R"({"volume":"","path":"/a","inode":"x"})");
    QTest::newRow("inode is negative") << QByteArray(R"({"volume":"","path":"/a","inode":"-7"})");
}

void TestFolderMark::refusesOtherJson()
{
    QFETCH(QByteArray, json);
    QVERIFY(!folderMarkFromJson(QJsonDocument::fromJson(json).object()));
}

void TestFolderMark::refusesWhatIsNotThere()
{
    FakeSystem system;
    system.mount({.mountPoint = "/", .source = "none"});
    const auto mark = markOf(system.card() / "gone", system.places());
    QVERIFY(!mark);
    QCOMPARE(mark.error().code, ErrorCode::NotFound);
}

QTEST_APPLESS_MAIN(TestFolderMark)
#include "tst_foldermark.moc"
