#include "testlibrary.h"

#include "ui/models/receiptitemmodel.h"
#include "ui/models/receiptlistmodel.h"
#include "ui/models/tone.h"
#include "ui/pages/receiptspage.h"
#include "ui/theme.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/ingestpage.h"
#include "ui/widgets/verdictbanner.h"
#include "ui/words/translations.h"

#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace safelight;

/// Receipts, and what they say about formatting a card.
class TestReceipts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { installTranslations(*QCoreApplication::instance()); }
    void init();
    void cleanup();
    void theVerdictFollowsTheSums_data();
    void theVerdictFollowsTheSums();
    void oneUnsafeOfManyIsNotSafe();
    void anIngestEndsWithItsVerdict();
    void thePageListsReceiptsAndTheirFiles();
    void filesAreReadPageByPage();
    void aManifestIsWritten();

private:
    ReceiptEntry entry(ReceiptId id) const;

    std::unique_ptr<test::TestLibrary> m_library;
    std::unique_ptr<LibraryController> m_controller;
};

void TestReceipts::init()
{
    m_library = std::make_unique<test::TestLibrary>();
    m_controller = m_library->makeController();
    QVERIFY(test::TestLibrary::openAndWait(*m_controller));
}

void TestReceipts::cleanup()
{
    m_controller.reset();
    m_library.reset();
}

ReceiptEntry TestReceipts::entry(ReceiptId id) const
{
    CatalogReader reader(m_library->library().catalog());
    if (!reader.open())
        return {};
    const auto receipts = reader.receipts({id});
    return receipts && !receipts->isEmpty() ? receipts->front() : ReceiptEntry();
}

void TestReceipts::theVerdictFollowsTheSums_data()
{
    QTest::addColumn<int>("files");
    QTest::addColumn<int>("places");
    QTest::addColumn<int>("wanted");
    QTest::addColumn<bool>("isSafe");
    QTest::addColumn<QString>("text");
    QTest::newRow("proven twice") << 3 << 2 << 2 << true
                                  << QStringLiteral("Safe to format: 3 files proven at 2 places");
    QTest::newRow("proven once") << 1 << 1 << 1 << true << QStringLiteral("Safe to format: 1 file proven");
    QTest::newRow("once instead of twice")
        << 3 << 1 << 2 << false << QStringLiteral("Do not format yet: 3 files not proven");
    QTest::newRow("nothing found") << 0 << 1 << 1 << false
                                   << QStringLiteral("Do not format yet: nothing was found there");
}

void TestReceipts::theVerdictFollowsTheSums()
{
    QFETCH(int, files);
    QFETCH(int, places);
    QFETCH(int, wanted);
    QFETCH(bool, isSafe);
    QFETCH(QString, text);
    const ReceiptEntry found = entry(m_library->addReceipt(files, places, wanted));
    VerdictBanner banner(*m_controller);
    QVERIFY(banner.isHidden());
    banner.setReceipts({found});
    QVERIFY(!banner.isHidden());
    QCOMPARE(banner.isSafe(), isSafe);
    QCOMPARE(banner.text(), text);
    const Tone tone = isSafe ? Tone::Good : Tone::Caution;
    const QColor color = toneColor(tone, banner.palette());
    QCOMPARE(banner.findChildren<QLabel*>().last()->palette().color(QPalette::WindowText), color);

    ReceiptListModel model;
    model.setReceipts({found});
    const QModelIndex verdict = model.index(0, ReceiptListModel::Verdict);
    QCOMPARE(verdict.data(kToneRole).toInt(), static_cast<int>(tone));
    QCOMPARE(verdict.data().toString(),
             isSafe ? QStringLiteral("Safe to format") : QStringLiteral("Not yet"));
}

void TestReceipts::oneUnsafeOfManyIsNotSafe()
{
    const ReceiptEntry good = entry(m_library->addReceipt(2, 1, 1));
    const ReceiptEntry bad = entry(m_library->addReceipt(2, 0, 1));
    VerdictBanner banner(*m_controller);
    banner.setReceipts({good, good});
    QVERIFY(banner.isSafe());
    banner.setReceipts({good, bad});
    QVERIFY(!banner.isSafe());
    QCOMPARE(banner.text(), QStringLiteral("CARD: Do not format yet: 2 files not proven"));
    QSignalSpy asked(&banner, &VerdictBanner::receiptRequested);
    banner.findChild<QPushButton*>()->click();
    QCOMPARE(asked.front().front().value<ReceiptId>(), bad.receipt.id);
}

void TestReceipts::anIngestEndsWithItsVerdict()
{
    const ReceiptId id = m_library->addReceipt(3, 2, 2);
    m_library->onIngest = [id](const IngestRequest&, TaskObserver&, const CancelToken&) {
        return TaskResult{JobState::Done, {}, {{QStringLiteral("receipts"), QJsonArray{id.value}}}, {}};
    };
    IngestPage page(*m_controller);
    QVERIFY(page.verdict().isHidden());
    IngestRequest request;
    request.projectName = QStringLiteral("Wedding");
    m_controller->ingest(request);
    QTRY_VERIFY(page.verdict().isSafe());
    QVERIFY(!page.verdict().isHidden());
    m_library->onIngest = {};
    m_controller->ingest(request); // says nothing of receipts
    QTRY_VERIFY(page.verdict().isHidden());
}

void TestReceipts::thePageListsReceiptsAndTheirFiles()
{
    ReceiptsPage page(*m_controller);
    QSignalSpy read(&page.model(), &QAbstractItemModel::modelReset);
    QTRY_COMPARE(read.size(), 1);
    QCOMPARE(page.model().rowCount(), 0); // and says what there will be
    const ReceiptId first = m_library->addReceipt(2, 1, 1);
    const ReceiptId second = m_library->addReceipt(3, 2, 2);
    page.refresh();
    QTRY_COMPARE(page.model().rowCount(), 2);
    QCOMPARE(page.model().entry(0).receipt.id, second); // newest first
    QTRY_COMPARE(page.items().rowCount(), 3);
    QVERIFY(page.items()
                .index(0, ReceiptItemModel::Second)
                .data()
                .toString()
                .startsWith(QStringLiteral("by reading it back")));
    page.choose(first);
    QTRY_COMPARE(page.items().rowCount(), 2);
    QCOMPARE(page.items().index(1, ReceiptItemModel::File).data().toString(), QStringLiteral("DSC0002.JPG"));
    QVERIFY(page.verdict().isSafe());
}

void TestReceipts::filesAreReadPageByPage()
{
    const ReceiptId id = m_library->addReceipt(ReceiptItemModel::kPage + 20, 1, 1);
    ReceiptItemModel model(*m_controller);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setReceipt(id);
    QTRY_VERIFY(model.rowCount() >= ReceiptItemModel::kPage);
    model.fetchMore({});
    QTRY_COMPARE(model.rowCount(), ReceiptItemModel::kPage + 20);
    QVERIFY(!model.canFetchMore({}));
}

void TestReceipts::aManifestIsWritten()
{
    QSignalSpy written(m_controller.get(), &LibraryController::mhlWritten);
    QSignalSpy exported(m_controller.get(), &LibraryController::receiptExported);
    const ReceiptId id = m_library->addReceipt(1, 1, 1);
    m_controller->writeMhl(id, MhlPlace::Library);
    m_controller->exportReceipt(id, "/tmp/receipt.csv");
    QTRY_COMPARE(written.size(), 1);
    QTRY_COMPARE(exported.size(), 1);
    QCOMPARE(exported.front().front().toString(), QStringLiteral("/tmp/receipt.csv"));
}

QTEST_MAIN(TestReceipts)

#include "tst_receipts.moc"
