#include "base/pathtext.h"
#include "support/plugdisk.h"
#include "support/survival.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <unistd.h>

#include <set>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

constexpr int kFrames = 60;
constexpr int kCuts = 30; // in each way

enum class Fault {
    PowerLoss,
    ReadOnly,
};

std::set<QString> setOf(const QStringList& texts)
{
    return {texts.begin(), texts.end()};
}

/// What is in one and not in the other; empty when they are the same.
QString difference(const std::set<QString>& there, const std::set<QString>& expected)
{
    QString text;
    for (const QString& digest : expected)
        text += there.contains(digest) ? QString() : u"lost: " + digest + u'\n';
    for (const QString& digest : there)
        text += expected.contains(digest) ? QString() : u"of no source: " + digest + u'\n';
    return text;
}

} // namespace

/// A disk loses its power in the middle of an ingest, with everything that had not reached it, or lets nobody
/// write any more, and comes back. What the program said to be safe has to be there: this is what the syncs
/// are for, and no kill of a program can show that one is missing.
class TestPowerLoss : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void theLibrarysDisk_data();
    void theLibrarysDisk();
    void theDiskOfTheSecondCopies_data();
    void theDiskOfTheSecondCopies();

private:
    void start(QProcess& program, const QStringList& options) const;
    /// At some moment of a run. Then the program is killed, or meets the disk as it is until it ends by
    /// itself. Afterwards the disk is back.
    bool breakAtSomeMoment(Fault fault, const QStringList& options, bool isKilled);
    /// An empty library, which is there before the first cut, and all of the card.
    void beginAnew();
    /// One run until its end: its exit code.
    int finish(const QStringList& options) const;
    fs::path card() const { return *m_outside / "CARD"; }
    fs::path output() const { return *m_outside / "output"; } ///< of the program that ran last

    QByteArray m_temporary;
    std::optional<TempFolder> m_outside;
    std::optional<PlugDisk> m_disk;
    std::optional<LibraryFixture> m_safe;
    QStringList m_all; ///< digests of the card's files
    QProcessEnvironment m_environment;
    QRandomGenerator m_random{23};
    int m_longest = 0;
};

void TestPowerLoss::init()
{
    m_temporary = qgetenv("TMPDIR");
    m_outside.emplace();
    m_disk.emplace(m_outside->path());
    if (!m_disk->isMounted())
        QSKIP("a disk that can be pulled out needs root and a loop device");
    fillCard(card(), kFrames);
    m_all = digests(card());
    m_environment =
        withSettings(*m_outside / "settings", R"({"ingest": {"commit_group": 6, "volume_wait_seconds": 0}})");
}

void TestPowerLoss::cleanup()
{
    m_safe.reset();
    m_disk.reset();
    m_outside.reset();
    m_temporary.isEmpty() ? (void)qunsetenv("TMPDIR") : (void)qputenv("TMPDIR", m_temporary);
}

void TestPowerLoss::start(QProcess& program, const QStringList& options) const
{
    program.setProcessEnvironment(m_environment);
    program.setStandardErrorFile(QProcess::nullDevice());
    program.setStandardOutputFile(pathToText(output()));
    program.start(QStringLiteral(SAFELIGHT_CLI),
                  m_safe->programArguments() +
                      QStringList{QStringLiteral("--json"), QStringLiteral("ingest"), pathToText(card()),
                                  QStringLiteral("--project"), LibraryFixture::projectName()} +
                      options);
}

void TestPowerLoss::beginAnew()
{
    m_safe.reset();
    m_safe.emplace();
    if (digests(card()).size() < m_all.size())
        fillCard(card(), kFrames);
    ::sync();
}

bool TestPowerLoss::breakAtSomeMoment(Fault fault, const QStringList& options, bool isKilled)
{
    QProcess program;
    start(program, options);
    program.waitForFinished(m_random.bounded(m_longest));
    const bool isBroken = fault == Fault::PowerLoss ? m_disk->pull() : m_disk->turnReadOnly();
    if (isKilled)
        program.kill();
    const bool isEnded = program.state() == QProcess::NotRunning || program.waitForFinished(120'000);
    return m_disk->plug() && isBroken && isEnded;
}

int TestPowerLoss::finish(const QStringList& options) const
{
    QProcess program;
    start(program, options);
    const bool isEnded = program.waitForFinished(120'000) && program.exitStatus() == QProcess::NormalExit;
    if (!isEnded || program.exitCode() != 0)
        qWarning().noquote() << readFile(output()); // for whoever looks into why
    return isEnded ? program.exitCode() : -1;
}

void TestPowerLoss::theLibrarysDisk_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QStringList>("options");
    QTest::newRow("copy") << Fault::PowerLoss << QStringList();
    QTest::newRow("move") << Fault::PowerLoss << QStringList{QStringLiteral("--move")};
    QTest::newRow("move to a disk that turns read-only")
        << Fault::ReadOnly << QStringList{QStringLiteral("--move")};
    QTest::newRow("move, read back") << Fault::PowerLoss
                                     << QStringList{QStringLiteral("--move"), QStringLiteral("--verify"),
                                                    QStringLiteral("readback")};
}

void TestPowerLoss::theLibrarysDisk()
{
    QFETCH(const Fault, fault);
    QFETCH(const QStringList, options);
    const bool isMove = !options.isEmpty();
    qputenv("TMPDIR", QByteArray::fromStdString(m_disk->folder().native()));
    QElapsedTimer clock;
    clock.start();
    m_safe.emplace();
    QCOMPARE(finish({}), 0);
    m_longest = static_cast<int>(clock.elapsed());
    beginAnew();
    const QStringList before = snapshot(card());
    int halfWay = 0;
    for (int cut = 0; cut < kCuts; ++cut) {
        QVERIFY(breakAtSomeMoment(fault, options, fault == Fault::PowerLoss && cut % 2 == 0));
        const QStringList stored = digests(m_safe->project());
        std::set<QString> somewhere = setOf(digests(card()));
        somewhere.insert(stored.begin(), stored.end());
        QCOMPARE(difference(somewhere, setOf(m_all)),
                 QString()); // nothing is lost, and no name holds other bytes than a source had
        QCOMPARE(rowsWithoutTheirFile(*m_safe).join(u'\n'), QString());
        if (!isMove)
            QCOMPARE(snapshot(card()), before);
        halfWay += !stored.isEmpty() && stored.size() < m_all.size() ? 1 : 0;
        if (stored.size() == m_all.size())
            beginAnew();
    }
    QVERIFY(halfWay > 0); // else it was cut too early or too late each time
    QCOMPARE(finish(options), 0);
    QCOMPARE(digests(m_safe->project()), m_all);
    QCOMPARE(digests(card()), isMove ? QStringList() : m_all);
    QCOMPARE(m_safe->complaints().join(u'\n'), QString());
    QCOMPARE(temporaryFiles(m_safe->root()), QStringList());
    QCOMPARE(m_safe->check().corrections.size(), 0);
}

void TestPowerLoss::theDiskOfTheSecondCopies_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::newRow("loses its power") << Fault::PowerLoss;
    QTest::newRow("turns read-only") << Fault::ReadOnly;
}

/// Sources go when their bytes are in both places, and stay there.
void TestPowerLoss::theDiskOfTheSecondCopies()
{
    QFETCH(const Fault, fault);
    const auto backup = m_disk->folder() / "backup";
    const QStringList options = {QStringLiteral("--move"), QStringLiteral("--second-copy"),
                                 pathToText(backup)};
    m_safe.emplace();
    QElapsedTimer clock;
    clock.start();
    QCOMPARE(finish({QStringLiteral("--plan")}), 0);
    m_longest = static_cast<int>(clock.elapsed()) * 4;
    for (int cut = 0; cut < kCuts; ++cut) {
        QVERIFY(breakAtSomeMoment(fault, options, fault == Fault::PowerLoss && cut % 2 == 0));
        const std::set<QString> stored = setOf(digests(m_safe->project()));
        const std::set<QString> copied = setOf(digests(backup));
        const std::set<QString> left = setOf(digests(card()));
        for (const QString& digest : m_all)
            QVERIFY(left.contains(digest) || (stored.contains(digest) && copied.contains(digest)));
        for (const QString& digest : copied)
            QVERIFY(m_all.contains(digest)); // no name holds part of a file
        QCOMPARE(rowsWithoutTheirFile(*m_safe).join(u'\n'), QString());
    }
    QCOMPARE(finish(options), 0);
    QCOMPARE(digests(m_safe->project()), m_all);
    QCOMPARE(digests(backup), m_all);
    QCOMPARE(digests(card()), QStringList());
    QCOMPARE(m_safe->complaints().join(u'\n'), QString());
    QCOMPARE(temporaryFiles(m_safe->root()) + temporaryFiles(backup), QStringList());
}

QTEST_GUILESS_MAIN(TestPowerLoss)
#include "tst_powerloss.moc"
