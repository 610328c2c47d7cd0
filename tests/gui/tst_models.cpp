#include "testlibrary.h"

#include "base/pathtext.h"
#include "ui/models/correctionmodel.h"
#include "ui/models/ingestresultmodel.h"
#include "ui/models/projectlistmodel.h"
#include "ui/widgets/ingestpage.h"

#include <QAbstractItemModelTester>
#include <QFont>
#include <QItemSelectionModel>
#include <QTest>

using namespace safelight;
using test::lostJpeg;

/// The models that are given their rows; each under Qt's own tester.
class TestModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void correctionsAreNewestFirst();
    void correctionsAreBounded();
    void earlierCorrectionsGoBelowAndOnce();
    void correctionsOfOtherKindsSayWhatChanged();
    void undoneCorrectionsStayAndSaySo();
    void ingestResultsAreCountedAndFiltered();
    void projectsKeepTheirSelection();
    void retryKeepsTheSourcesThatFailed();
};

void TestModels::correctionsAreNewestFirst()
{
    CorrectionModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.add({lostJpeg(1, QStringLiteral("a")), lostJpeg(2, QStringLiteral("b"))});
    model.add({lostJpeg(3, textFromBytes("caf\xE9"))});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(0, CorrectionModel::Photo).data().toString(), QStringLiteral("caf\\xE9"));
    QCOMPARE(model.index(2, CorrectionModel::Photo).data().toString(), QStringLiteral("a"));
    QCOMPARE(model.index(2, CorrectionModel::What).data().toString(), QStringLiteral("partly gone"));
    QCOMPARE(model.index(2, CorrectionModel::Before).data().toString(), QStringLiteral("JPEG + RAW"));
    QCOMPARE(model.index(2, CorrectionModel::After).data().toString(), QStringLiteral("RAW"));
}

void TestModels::correctionsOfOtherKindsSayWhatChanged()
{
    CorrectionModel model;
    Correction renamed = lostJpeg(1, QStringLiteral("a"));
    renamed.kind = CorrectionKind::FolderRenamed;
    renamed.beforeText = QStringLiteral("Weding");
    renamed.afterText = QStringLiteral("Wedding");
    model.add({renamed});
    QCOMPARE(model.index(0, CorrectionModel::Before).data().toString(), QStringLiteral("Weding"));
    QCOMPARE(model.index(0, CorrectionModel::After).data().toString(), QStringLiteral("Wedding"));
    QVERIFY(!model.index(0, 0).data(CorrectionModel::BeforeRole).isValid()); // no badges
}

void TestModels::correctionsAreBounded()
{
    CorrectionModel model(3);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QVector<Correction> rows;
    for (int id = 1; id <= 7; ++id)
        rows += lostJpeg(id, QString::number(id));
    model.add(rows.first(2));
    model.add(rows.mid(2, 2));
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.correction(2).stem, QStringLiteral("2"));
    model.add(rows.last(3));
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.correction(0).stem, QStringLiteral("7"));
}

void TestModels::earlierCorrectionsGoBelowAndOnce()
{
    CorrectionModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.add({lostJpeg(3, QStringLiteral("c"))}); // arrived while the earlier ones were being read
    model.append({lostJpeg(3, QStringLiteral("c")), lostJpeg(2, QStringLiteral("b")),
                  lostJpeg(1, QStringLiteral("a"))});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.correction(0).stem, QStringLiteral("c"));
    QCOMPARE(model.correction(2).stem, QStringLiteral("a"));
}

void TestModels::undoneCorrectionsStayAndSaySo()
{
    CorrectionModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const QVector<Correction> rows = {lostJpeg(1, QStringLiteral("a")), lostJpeg(2, QStringLiteral("b"))};
    model.add(rows);
    model.markUndone({rows.first()});
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(model.index(1, 0).data(Qt::FontRole).value<QFont>().strikeOut());
    QCOMPARE(model.index(1, CorrectionModel::What).data().toString(), QStringLiteral("partly gone – undone"));
    QVERIFY(!model.index(0, 0).data(Qt::FontRole).isValid());
}

void TestModels::ingestResultsAreCountedAndFiltered()
{
    IngestResultModel model;
    IngestResultFilter filter(model);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const QAbstractItemModelTester filterTester(&filter,
                                                QAbstractItemModelTester::FailureReportingMode::Fatal);
    IngestItem good;
    good.path = QStringLiteral("/card/a.jpg");
    good.outcome = IngestOutcome::Imported;
    IngestItem bad;
    bad.path = QStringLiteral("/card/b.jpg");
    bad.outcome = IngestOutcome::Failed;
    bad.reason = Error{ErrorCode::Empty, bad.path, {}, nullptr};
    model.add({good, bad, good});
    QCOMPARE(model.count(IngestOutcome::Imported), 2);
    QCOMPARE(model.failedPaths(), QStringList{bad.path});
    filter.setOutcome(IngestOutcome::Failed);
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(filter.index(0, IngestResultModel::Reason).data().toString(),
             QStringLiteral("the file is empty"));
    model.clear();
    QCOMPARE(model.total(), 0);
}

void TestModels::projectsKeepTheirSelection()
{
    ProjectListModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const auto project = [](qint64 id, const QString& name) {
        Project made;
        made.id = {id};
        made.name = name;
        return made;
    };
    model.setProjects({project(1, QStringLiteral("b")), project(2, QStringLiteral("d"))});
    QItemSelectionModel selection(&model);
    selection.setCurrentIndex(model.index(1), QItemSelectionModel::ClearAndSelect);
    model.setProjects(
        {project(3, QStringLiteral("a")), project(1, QStringLiteral("b")), project(2, QStringLiteral("d"))});
    QCOMPARE(selection.currentIndex().row(), 2);
    QVERIFY(selection.isSelected(model.index(2)));
    model.setProjects({project(2, QStringLiteral("d"))});
    QCOMPARE(selection.currentIndex().row(), 0);
}

void TestModels::retryKeepsTheSourcesThatFailed()
{
    IngestRequest request;
    request.projectName = QStringLiteral("Wedding");
    request.sources = {"/card", "/other/card", "/single.jpg", "/car"};
    const IngestRequest retry =
        retryOf(request, {QStringLiteral("/card/DCIM/a.jpg"), QStringLiteral("/single.jpg")});
    QCOMPARE(retry.projectName, request.projectName);
    QCOMPARE(retry.sources, (std::vector<std::filesystem::path>{"/card", "/single.jpg"}));
}

QTEST_MAIN(TestModels)
#include "tst_models.moc"
