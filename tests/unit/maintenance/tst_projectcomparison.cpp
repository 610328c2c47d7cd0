#include "maintenance/projectcomparison.h"
#include "support/libraryfixture.h"
#include "tasks/projectactions.h"

#include <QTest>

#include <fcntl.h>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

constexpr int kPhotos = 60;

} // namespace

/// Two threads over small pages find what one finds over one page.
class TestProjectComparison : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void pagesOfAnySize_data();
    void pagesOfAnySize();
    void cancelledInTheMiddle();
    void goesOnWhereItStopped_data();
    void goesOnWhereItStopped();
    void anErrorOfTheCatalogueEndsBoth();

private:
    Result<ComparisonOutcome> compare(
        int chunkSize, const CancelToken& cancel = {},
        const ProjectComparison::OnPage& onPage = [](qint64) { return Status(); }, PhotoId from = {}) const;
    std::string nameOf(int photo) const { return "P" + std::to_string(100 + photo) + ".jpg"; }

    LibraryFixture m_safe;
};

void TestProjectComparison::initTestCase()
{
    QVERIFY(addProject(m_safe.environment(), m_safe.projectName()).isOk());
    for (int i = 0; i < kPhotos; ++i)
        QVERIFY(writeFile(m_safe.project() / nameOf(i), QByteArray::number(i)));
    IngestRequest request = m_safe.request();
    request.sources = {m_safe.project()};
    QCOMPARE(m_safe.ingest(request).count("imported"), kPhotos);
    for (int i = 0; i < kPhotos; i += 7)
        fs::remove(m_safe.project() / nameOf(i));
    QVERIFY(writeFile(m_safe.project() / "P101.nef", "new"));
}

Result<ComparisonOutcome> TestProjectComparison::compare(int chunkSize, const CancelToken& cancel,
                                                         const ProjectComparison::OnPage& onPage,
                                                         PhotoId from) const
{
    Connection connection(m_safe.library().catalog());
    SAFELIGHT_TRY(connection.open());
    SAFELIGHT_ASSIGN(const FolderNames names, FolderNames::list(m_safe.project()));
    const FileHandle folder(::open(m_safe.project().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ProjectComparison::Options options;
    options.chunkSize = chunkSize;
    ProjectComparison comparison(connection, {1}, from, names, folder, options, cancel);
    SAFELIGHT_TRY(comparison.run(onPage));
    return comparison.reached().outcome;
}

void TestProjectComparison::pagesOfAnySize_data()
{
    QTest::addColumn<int>("chunk");
    for (const int chunk : {1, 2, 3, 7, 30, 59, 60, 61, 2000})
        QTest::addRow("%d a page", chunk) << chunk;
}

void TestProjectComparison::pagesOfAnySize()
{
    QFETCH(const int, chunk);
    QVector<qint64> told;
    const auto outcome = compare(chunk, {}, [&](qint64 processed) {
        told += processed;
        return Status();
    });
    QVERIFY(outcome.isOk());
    QCOMPARE(outcome->processed, kPhotos);
    QCOMPARE(outcome->presentFiles, kPhotos);
    QCOMPARE(outcome->missingFiles, 9);
    QCOMPARE(outcome->missingPhotos, 9);
    QCOMPARE(outcome->unreadable, 0);
    QCOMPARE(outcome->different.size(), std::size_t{10});
    QVERIFY(std::ranges::is_sorted(outcome->different, {}, &PhotoId::value));
    QVERIFY(std::ranges::is_sorted(told)); // progress never goes back
    QCOMPARE(told.last(), kPhotos);
}

void TestProjectComparison::cancelledInTheMiddle()
{
    const CancelToken cancel;
    const auto outcome = compare(1, cancel, [&](qint64) {
        cancel.cancel();
        return Status();
    });
    if (outcome) // the other thread had taken all the rest by then
        QCOMPARE(outcome->processed, kPhotos);
    else
        QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
}

void TestProjectComparison::goesOnWhereItStopped_data()
{
    QTest::addColumn<int>("chunk");
    for (const int chunk : {1, 2, 7})
        QTest::addRow("%d a page", chunk) << chunk;
}

/// What was reached before it stopped, and what comes after that, are the whole: no photo twice, none left
/// out, however the two threads took turns.
void TestProjectComparison::goesOnWhereItStopped()
{
    QFETCH(const int, chunk);
    const CancelToken cancel;
    Connection connection(m_safe.library().catalog());
    QVERIFY(connection.open().isOk());
    const auto names = FolderNames::list(m_safe.project());
    const FileHandle folder(::open(m_safe.project().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ProjectComparison::Options options;
    options.chunkSize = chunk;
    ProjectComparison stopped(connection, {1}, {}, *names, folder, options, cancel);
    const Status ended = stopped.run([&](qint64 processed) {
        if (processed >= kPhotos / 2)
            cancel.cancel();
        return Status();
    });
    const auto first = stopped.reached();
    QVERIFY(first.outcome.processed > 0);
    // It ends well when the other thread had taken all the rest by then.
    QVERIFY(!ended || first.outcome.processed == kPhotos);
    auto whole = compare(
        chunk, {}, [](qint64) { return Status(); }, first.photo);
    QVERIFY(whole.isOk());
    whole->add(first.outcome);
    QCOMPARE(whole->processed, kPhotos);
    QCOMPARE(whole->missingFiles, 9);
    std::ranges::sort(whole->different, {}, &PhotoId::value);
    QCOMPARE(whole->different.size(), std::size_t{10});
    QVERIFY(std::ranges::adjacent_find(whole->different) == whole->different.end());
}

void TestProjectComparison::anErrorOfTheCatalogueEndsBoth()
{
    m_safe.change("ALTER TABLE files RENAME TO files_elsewhere");
    const auto outcome = compare(2);
    m_safe.change("ALTER TABLE files_elsewhere RENAME TO files");
    QCOMPARE(outcome.error().code, ErrorCode::CatalogFailed);
    QVERIFY(compare(2).isOk());
}

QTEST_GUILESS_MAIN(TestProjectComparison)
#include "tst_projectcomparison.moc"
