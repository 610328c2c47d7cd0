#include "storage/parsedmanifests.h"

#include <QTest>

using namespace safelight;

/// What is known of a manifest holds for as long as its file is the same, and not a moment longer.
class TestParsedManifests : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameFileIsKnown();
    void anyChangeIsSeen_data();
    void anyChangeIsSeen();
    void aYoungFileIsReadAgain();
    void theNewerReadingHolds();
};

namespace {

constexpr qint64 kNsPerMs = 1'000'000;
constexpr qint64 kNowMs = 1'700'000'000'000;
const std::string kPath = "/library/Wedding/.project.yaml";

FileIdentity fileChangedMsAgo(qint64 ms)
{
    const qint64 changedNs = (kNowMs - ms) * kNsPerMs;
    return {7, 42, ByteCount{120}, changedNs, changedNs};
}

Manifest named(const QString& name)
{
    return {QUuid::createUuid(), name, {}};
}

} // namespace

void TestParsedManifests::theSameFileIsKnown()
{
    ParsedManifests parsed;
    const FileIdentity file = fileChangedMsAgo(60'000);
    QVERIFY(!parsed.find(kPath, file));
    const Manifest manifest = named(QStringLiteral("Wedding"));
    parsed.keep(kPath, file, manifest, kNowMs);
    QCOMPARE(parsed.find(kPath, file)->name, manifest.name);
    QCOMPARE(parsed.find(kPath, file)->id, manifest.id);
    QVERIFY(!parsed.find("/library/Zoo/.project.yaml", file));
}

void TestParsedManifests::anyChangeIsSeen_data()
{
    QTest::addColumn<int>("what");
    for (const auto* what : {"device", "inode", "size", "mtime", "ctime"})
        QTest::newRow(what) << int{what[0]};
}

void TestParsedManifests::anyChangeIsSeen()
{
    QFETCH(const int, what);
    ParsedManifests parsed;
    FileIdentity file = fileChangedMsAgo(60'000);
    parsed.keep(kPath, file, named(QStringLiteral("Wedding")), kNowMs);
    switch (what) {
    case 'd':
        ++file.device;
        break;
    case 'i':
        ++file.inode;
        break;
    case 's':
        file.size += ByteCount{1};
        break;
    case 'm':
        ++file.mtimeNs;
        break;
    default:
        ++file.ctimeNs;
    }
    QVERIFY(!parsed.find(kPath, file));
}

void TestParsedManifests::aYoungFileIsReadAgain()
{
    ParsedManifests parsed;
    for (const qint64 ms : {0, 1999, -5000}) { // the last: a clock that is ahead of ours
        const FileIdentity file = fileChangedMsAgo(ms);
        parsed.keep(kPath, file, named(QStringLiteral("Wedding")), kNowMs);
        QVERIFY(!parsed.find(kPath, file));
    }
}

void TestParsedManifests::theNewerReadingHolds()
{
    ParsedManifests parsed;
    parsed.keep(kPath, fileChangedMsAgo(60'000), named(QStringLiteral("Before")), kNowMs);
    parsed.keep(kPath, fileChangedMsAgo(30'000), named(QStringLiteral("After")), kNowMs);
    QVERIFY(!parsed.find(kPath, fileChangedMsAgo(60'000)));
    QCOMPARE(parsed.find(kPath, fileChangedMsAgo(30'000))->name, QStringLiteral("After"));
}

QTEST_APPLESS_MAIN(TestParsedManifests)
#include "tst_parsedmanifests.moc"
