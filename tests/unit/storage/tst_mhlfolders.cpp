#include "base/pathtext.h"
#include "storage/digester.h"
#include "storage/mhlfolders.h"

#include <QTest>

using namespace safelight;

namespace {

const QDateTime kHashed({2026, 11, 21}, {10, 0}, Qt::UTC);

MhlFile file(const QString& path, const QByteArray& bytes)
{
    return {path, Digester::of(bytes), kHashed, kHashed, MhlAction::Original};
}

std::vector<MhlFile> files()
{
    return {file(QStringLiteral("DCIM/c.jpg"), "three"), file(QStringLiteral("a.jpg"), "one"),
            file(QStringLiteral("DCIM/100/b.jpg"), "two")};
}

} // namespace

class TestMhlFolders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void digestsAreThoseOfTheReference();
    void nothingHasADigest();
    void foldersWithoutFilesOfTheirOwnCount();
    void namesAreInTheStructureOnly();
    void bytesAreInBoth();
    void timesAreTaken();
};

/// Made with the hashing rules of the reference implementation.
void TestMhlFolders::digestsAreThoseOfTheReference()
{
    const auto digests = mhlFolderDigests(files(), kHashed);
    QCOMPARE(digests.folders.size(), std::size_t{2});
    QCOMPARE(digests.folders[0].path, QStringLiteral("DCIM"));
    QCOMPARE(digests.folders[0].content.toHex(), QByteArray("fad2c235a1f0712ffe59af34d382c6b5"));
    QCOMPARE(digests.folders[0].structure.toHex(), QByteArray("c7a86abca1ca92787d33ae0b5b343a63"));
    QCOMPARE(digests.folders[1].path, QStringLiteral("DCIM/100"));
    QCOMPARE(digests.folders[1].content.toHex(), QByteArray("ef4a5dc50de3fe48e0796ffdc01bbff5"));
    QCOMPARE(digests.folders[1].structure.toHex(), QByteArray("f41bc3f32470bf89e5e862971a980819"));
    QCOMPARE(digests.root.path, QString());
    QCOMPARE(digests.root.content.toHex(), QByteArray("02bb9f21da92757ad3e2f4db8779809e"));
    QCOMPARE(digests.root.structure.toHex(), QByteArray("a963feeb0dcde3ff766e1fdb2848080a"));
}

void TestMhlFolders::nothingHasADigest()
{
    const auto digests = mhlFolderDigests({}, kHashed);
    QVERIFY(digests.folders.empty());
    QCOMPARE(digests.root.content.toHex(), QByteArray("99aa06d3014798d86001c324468d497f"));
    QCOMPARE(digests.root.structure, digests.root.content);
}

void TestMhlFolders::foldersWithoutFilesOfTheirOwnCount()
{
    const auto digests = mhlFolderDigests({file(QStringLiteral("a/b/c/d"), "x")}, kHashed);
    QCOMPARE(digests.folders.size(), std::size_t{3});
    QCOMPARE(digests.folders[0].path, QStringLiteral("a"));
    QCOMPARE(digests.folders[1].path, QStringLiteral("a/b"));
    QCOMPARE(digests.folders[2].path, QStringLiteral("a/b/c"));
    QVERIFY(digests.folders[0].content != digests.folders[1].content);
}

void TestMhlFolders::namesAreInTheStructureOnly()
{
    auto renamed = files();
    renamed[2].path = QStringLiteral("DCIM/100/x.jpg");
    const auto before = mhlFolderDigests(files(), kHashed);
    const auto after = mhlFolderDigests(renamed, kHashed);
    QCOMPARE(after.root.content, before.root.content);
    QVERIFY(after.root.structure != before.root.structure);
    QVERIFY(after.folders[0].structure != before.folders[0].structure);
}

void TestMhlFolders::bytesAreInBoth()
{
    auto changed = files();
    changed[2].digest = Digester::of("other");
    const auto before = mhlFolderDigests(files(), kHashed);
    const auto after = mhlFolderDigests(changed, kHashed);
    QVERIFY(after.root.content != before.root.content);
    QVERIFY(after.root.structure != before.root.structure);
}

void TestMhlFolders::timesAreTaken()
{
    const QDateTime changed = kHashed.addDays(-3);
    const auto digests = mhlFolderDigests(files(), kHashed, {{QStringLiteral("DCIM"), changed}});
    QCOMPARE(digests.folders[0].modified, changed);
    QCOMPARE(digests.folders[0].hashed, kHashed);
    QCOMPARE(digests.folders[1].modified, kHashed);
    QCOMPARE(digests.root.modified, kHashed);
}

QTEST_APPLESS_MAIN(TestMhlFolders)
#include "tst_mhlfolders.moc"
