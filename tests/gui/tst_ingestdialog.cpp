#include "testlibrary.h"

#include "base/pathtext.h"
#include "ui/dialogs/cardremarks.h"
#include "ui/dialogs/ingestdialog.h"
#include "ui/dialogs/ingestoptions.h"
#include "ui/dialogs/planpane.h"
#include "ui/dialogs/presetbar.h"
#include "ui/widgets/templatefield.h"
#include "ui/words/translations.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QJsonArray>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScreen>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QWheelEvent>

using namespace safelight;

namespace {

IngestItem planned(const QString& file, Finding finding, qint64 size = 1'000'000)
{
    IngestItem item;
    item.path = u"/media/CARD/" + file;
    item.finding = finding;
    const bool isTakenIn = finding == Finding::New || finding == Finding::Completes;
    item.outcome = isTakenIn                        ? IngestOutcome::Imported
                   : finding == Finding::Duplicate  ? IngestOutcome::Duplicate
                   : finding == Finding::Unreadable ? IngestOutcome::Failed
                                                    : IngestOutcome::Skipped;
    if (isTakenIn)
        item.stem = u"CARD/" + file.section(u'.', 0, 0);
    if (finding == Finding::MovedHere)
        item.outcome = IngestOutcome::Duplicate;
    if (item.outcome == IngestOutcome::Duplicate) {
        item.existing = QStringLiteral("old/DSC0001");
        item.existingProject = QStringLiteral("Wedding");
    }
    item.size = ByteCount{size};
    return item;
}

} // namespace

/// The plan that is looked at before an ingest, and its options.
class TestIngestDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { installTranslations(*QCoreApplication::instance()); }
    void init();
    void cleanup();
    void aPlanGrowsByFrames();
    void whatIsUntickedIsExcluded();
    void whatWouldMoveHereCanBeLeftOut();
    void filtersCount();
    void aLargePlanIsTakenAtOnce();
    void thePlanIsShownWhileItIsMade();
    void remarksAboutTheCard();
    void aPlanBeforeThereIsALibrary();
    void anotherProjectMakesThePlanAnew();
    void whatChangesNothingKeepsThePlan();
    void takingInNeedNotWait();
    void aBrokenTemplateIsSaid();
    void templatesShowAnExample();
    void optionsAreRemembered();
    void presetsSurvive();
    void metadataIsAdded();
    void theWheelChangesNoOption();
    void theDialogFitsTheScreen();

private:
    IngestDialog* open(const QString& project = QStringLiteral("Wedding"));
    IngestPresets presets() { return IngestPresets(*m_settings); }
    /// Every plan tells these and then runs until `m_task` lets it end, or it is cancelled.
    void plansFind(const QVector<IngestItem>& items);

    std::unique_ptr<test::TempFolder> m_folder;
    std::unique_ptr<test::TestLibrary> m_library;
    std::unique_ptr<LibraryController> m_controller;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<test::RunningTask> m_task;
    std::unique_ptr<QWidget> m_window;
};

void TestIngestDialog::init()
{
    m_folder = std::make_unique<test::TempFolder>();
    m_library = std::make_unique<test::TestLibrary>();
    m_task = std::make_unique<test::RunningTask>();
    m_library->addProject(QStringLiteral("Wedding"));
    m_library->addProject(QStringLiteral("Portraits"));
    m_controller = m_library->makeController();
    QVERIFY(test::TestLibrary::openAndWait(*m_controller));
    m_settings = std::make_unique<QSettings>(QString::fromStdString((*m_folder / "window.ini").native()),
                                             QSettings::IniFormat);
    m_window = std::make_unique<QWidget>();
    QVERIFY(test::writeFile(*m_folder / "card/DSC0001.JPG", "not empty"));
}

void TestIngestDialog::cleanup()
{
    m_window.reset();
    m_controller.reset();
    m_library.reset();
}

IngestDialog* TestIngestDialog::open(const QString& project)
{
    auto* dialog =
        new IngestDialog({{*m_folder / "card"}, project}, *m_controller, presets(), m_window.get());
    dialog->open();
    return dialog;
}

void TestIngestDialog::plansFind(const QVector<IngestItem>& items)
{
    m_library->onPlan = [this, items](const IngestRequest&, TaskObserver& observer,
                                      const CancelToken& cancel) {
        observer.happened(ItemsIngested{items});
        return m_task->run(observer, cancel);
    };
}

void TestIngestDialog::aPlanGrowsByFrames()
{
    IngestPlanModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.add({planned(QStringLiteral("DSC0001.JPG"), Finding::New),
               planned(QStringLiteral("DSC0001.CR3"), Finding::New, 20'000'000),
               planned(QStringLiteral("DSC0002.JPG"), Finding::Duplicate)});
    QCOMPARE(inserted.size(), 1); // a batch comes in one go
    QCOMPARE(model.rowCount(), 2);
    model.add({planned(QStringLiteral("DSC0001.JPG.xmp"), Finding::New, 1000),
               planned(QStringLiteral("DSC0001.txt"), Finding::Unsupported, 10)});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(0, IngestPlanModel::Photo).data().toString(),
             QStringLiteral("DSC0001  JPG + CR3 + XMP"));
    QCOMPARE(model.index(0, IngestPlanModel::Then).data().toString(),
             QStringLiteral("stored as “CARD/DSC0001”"));
    QCOMPARE(model.index(1, IngestPlanModel::What).data().toString(), QStringLiteral("Duplicate"));
    QCOMPARE(model.index(1, IngestPlanModel::Then).data().toString(),
             QStringLiteral("the same as “old/DSC0001” in “Wedding”"));
    QCOMPARE(model.takenIn(), (PlanCount{1, ByteCount{21'001'000}}));
    QCOMPARE(model.total().photos, 3);
}

void TestIngestDialog::whatIsUntickedIsExcluded()
{
    IngestPlanModel model;
    const QVector<IngestItem> items = {planned(QStringLiteral("DSC0001.JPG"), Finding::New),
                                       planned(QStringLiteral("DSC0001.CR3"), Finding::New),
                                       planned(QStringLiteral("DSC0002.JPG"), Finding::Duplicate)};
    model.add(items);
    const QModelIndex first = model.index(0, IngestPlanModel::Photo);
    QCOMPARE(first.data(Qt::CheckStateRole).toInt(), static_cast<int>(Qt::Checked));
    QVERIFY(!model.index(1, 0).data(Qt::CheckStateRole).isValid()); // would not be taken in anyhow
    QVERIFY(model.setData(first, Qt::Unchecked, Qt::CheckStateRole));
    const std::vector<std::filesystem::path> files = {"/media/CARD/DSC0001.CR3", "/media/CARD/DSC0001.JPG"};
    QCOMPARE(model.excluded(), files);
    QCOMPARE(model.takenIn().photos, 0);

    model.clear(); // a new plan begins, and has not come to it yet
    QCOMPARE(model.excluded(), files);
    model.add(items);
    QVERIFY(!model.isTicked(0));
    QCOMPARE(model.takenIn().photos, 0);
    model.setTicked({0, 1}, true);
    QVERIFY(model.excluded().empty());
    QCOMPARE(model.takenIn().photos, 1);
}

void TestIngestDialog::whatWouldMoveHereCanBeLeftOut()
{
    IngestPlanModel model;
    model.add({planned(QStringLiteral("DSC0001.JPG"), Finding::MovedHere),
               planned(QStringLiteral("DSC0002.JPG"), Finding::New)});
    QCOMPARE(model.takenIn().photos, 1); // its bytes are copied
    QCOMPARE(model.movedHere().photos, 1);
    QVERIFY(model.setData(model.index(0, IngestPlanModel::Photo), Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(model.movedHere().photos, 0);
    QCOMPARE(model.takenIn().photos, 1);
    QCOMPARE(model.excluded(), std::vector<std::filesystem::path>{"/media/CARD/DSC0001.JPG"});
}

void TestIngestDialog::filtersCount()
{
    plansFind({planned(QStringLiteral("DSC0001.JPG"), Finding::New),
               planned(QStringLiteral("DSC0002.JPG"), Finding::New),
               planned(QStringLiteral("DSC0003.JPG"), Finding::Duplicate),
               planned(QStringLiteral("DSC0004.JPG"), Finding::Unreadable)});
    IngestDialog* dialog = open();
    PlanPane& plan = dialog->plan();
    QTRY_COMPARE(plan.model().rowCount(), 4);
    QCOMPARE(plan.chipText({}), QStringLiteral("All 4"));
    QCOMPARE(plan.chipText(Finding::New), QStringLiteral("New 2"));
    QCOMPARE(plan.chipText(Finding::Duplicate), QStringLiteral("Duplicates 1"));
    QCOMPARE(plan.chipText(Finding::Unreadable), QStringLiteral("Unreadable 1"));
    QCOMPARE(plan.chipText(Finding::NameTaken), QString());
    plan.filter().setFinding(Finding::Duplicate);
    QCOMPARE(plan.filter().rowCount(), 1);
    plan.filter().setFinding({});
    QCOMPARE(plan.filter().rowCount(), 4);
    QTRY_VERIFY(dialog->totals().contains(QStringLiteral("2 photos to copy, 2.0 MB")));
    QTRY_VERIFY(dialog->totals().contains(QStringLiteral("free in the library")));
}

void TestIngestDialog::aLargePlanIsTakenAtOnce()
{
    IngestPlanModel model;
    IngestPlanFilter filter(model);
    for (int batch = 0; batch < 200; ++batch) {
        QVector<IngestItem> items;
        for (int i = 0; i < 100; ++i)
            items += planned(QStringLiteral("DSC%1.JPG").arg(batch * 100 + i), Finding::New);
        model.add(items);
    }
    QCOMPARE(filter.rowCount(), 20'000);
}

void TestIngestDialog::thePlanIsShownWhileItIsMade()
{
    plansFind({planned(QStringLiteral("DSC0001.JPG"), Finding::New)});
    IngestDialog* dialog = open();
    QTRY_COMPARE(dialog->plan().model().rowCount(), 1);
    QCOMPARE(dialog->planner().state(), IngestPlanner::State::Planning);
    QVERIFY(m_library->plans().front().planOnly);
    QVERIFY(!m_controller->isBusy()); // nobody would miss it
    m_task->finish();
    QTRY_COMPARE(dialog->planner().state(), IngestPlanner::State::Done);
    QVERIFY(m_library->ingests().empty());
}

/// What is odd about the card comes with the end of the plan, and goes with the next one.
void TestIngestDialog::remarksAboutTheCard()
{
    QJsonObject summary;
    summary[QStringLiteral("warnings")] = QJsonArray{
        toJson({CardWarning::Kind::CounterGap, QStringLiteral("card/DSC0004"), 2}),
        toJson({CardWarning::Kind::Truncated, QStringLiteral("card/DSC0001.JPG"), 1}),
        QJsonObject{{QStringLiteral("kind"), QStringLiteral("of a later version")}},
    };
    m_library->onPlan = [&](const IngestRequest& request, TaskObserver& observer, const CancelToken&) {
        observer.happened(ItemsIngested{{planned(QStringLiteral("DSC0001.JPG"), Finding::New)}});
        return TaskResult{JobState::Done, {}, request.projectName.isEmpty() ? QJsonObject() : summary, {}};
    };
    summary[QStringLiteral("read_bytes_per_second")] = 250'000;
    IngestDialog* dialog = open();
    PlanPane& plan = dialog->plan();
    dialog->options().project().setEditText(QStringLiteral("Wedding"));
    QTRY_COMPARE(dialog->planner().state(), IngestPlanner::State::Done);
    QVERIFY(dialog->totals().contains(QStringLiteral("about 12 s"))); // 1 MB, three times
    QTRY_VERIFY(plan.remarksChip().isVisibleTo(&plan));
    QCOMPARE(plan.remarksChip().text(), QStringLiteral("Remarks 2"));
    plan.remarksChip().click();
    QVERIFY(plan.remarks().isVisibleTo(&plan));
    QCOMPARE(plan.remarks().item(0)->text(),
             QStringLiteral("“card/DSC0001.JPG” ends before its picture does. Keep the card."));
    QCOMPARE(plan.remarks().item(1)->text(),
             QStringLiteral("Before “card/DSC0004”, 2 numbers of the camera's counter are missing."));
    summary = {};
    dialog->options().project().setEditText(QStringLiteral("Portraits"));
    QVERIFY(!dialog->totals().contains(QStringLiteral("about")));
    QVERIFY(!plan.remarksChip().isVisibleTo(&plan));
    QVERIFY(plan.table().isVisibleTo(&plan) || plan.model().rowCount() == 0);
    QTRY_COMPARE(dialog->planner().state(), IngestPlanner::State::Done);
    QVERIFY(plan.table().isVisibleTo(&plan));
}

/// The first plan comes before there is a library: it is made as if there were one, and makes none.
void TestIngestDialog::aPlanBeforeThereIsALibrary()
{
    const auto root = *m_folder / "none";
    LibraryController controller({root, {}, Settings(), EventLog()}, m_library->actions());
    controller.open();
    QTRY_COMPARE(controller.state(), LibraryController::State::Missing);
    plansFind({planned(QStringLiteral("DSC0001.JPG"), Finding::New)});
    auto* dialog = new IngestDialog({{*m_folder / "card"}, {}}, controller, presets(), m_window.get());
    dialog->open();
    dialog->options().project().setEditText(QStringLiteral("Wedding"));
    QTRY_COMPARE(dialog->plan().model().rowCount(), 1);
    QVERIFY(m_library->plans().back().planOnly);
    m_task->finish();
    QTRY_COMPARE(dialog->planner().state(), IngestPlanner::State::Done);
    QVERIFY(!std::filesystem::exists(root));
    delete dialog;
}

void TestIngestDialog::anotherProjectMakesThePlanAnew()
{
    plansFind({planned(QStringLiteral("DSC0001.JPG"), Finding::New)});
    IngestDialog* dialog = open();
    QTRY_COMPARE(dialog->plan().model().rowCount(), 1);
    Task* old = m_controller->runner().running().front();
    QSignalSpy ended(old, &Task::finished);
    dialog->options().project().setEditText(QStringLiteral("Portraits"));
    QCOMPARE(dialog->plan().model().rowCount(), 0); // what it said is true no longer
    QVERIFY(old->isCancelRequested());
    QTRY_COMPARE(m_library->plans().size(), 2U);
    QCOMPARE(m_library->plans().back().projectName, QStringLiteral("Portraits"));
    QTRY_COMPARE(ended.size(), 1);
    QTRY_COMPARE(dialog->plan().model().rowCount(), 1);
    dialog->reject();
    QTRY_VERIFY(m_controller->runner().running().empty());
}

void TestIngestDialog::whatChangesNothingKeepsThePlan()
{
    plansFind({planned(QStringLiteral("DSC0001.JPG"), Finding::New)});
    IngestDialog* dialog = open();
    QTRY_COMPARE(dialog->plan().model().rowCount(), 1);
    dialog->findChildren<QRadioButton*>().last()->setChecked(true); // move
    dialog->findChild<QLineEdit*>(QStringLiteral("second"))->setText(pathToText(*m_folder / "backup"));
    QCOMPARE(dialog->plan().model().rowCount(), 1);
    QTRY_VERIFY(dialog->totals().contains(QStringLiteral("free at the second copy")));
    QVERIFY(dialog->totals().contains(QStringLiteral("to move")));
    QCOMPARE(m_library->plans().size(), 1U);
    QCOMPARE(dialog->request().secondFolder, *m_folder / "backup");
}

void TestIngestDialog::takingInNeedNotWait()
{
    plansFind({planned(QStringLiteral("DSC0001.JPG"), Finding::New),
               planned(QStringLiteral("DSC0002.JPG"), Finding::New)});
    IngestDialog* dialog = open();
    QTRY_COMPARE(dialog->plan().model().rowCount(), 2);
    dialog->plan().table().selectRow(1);
    QTest::keyClick(&dialog->plan().table(), Qt::Key_Space); // leaves it out
    QSignalSpy requested(dialog, &IngestDialog::requested);
    QTest::keyClick(dialog, Qt::Key_Return);
    QCOMPARE(requested.size(), 1);
    const auto request = requested.front().front().value<IngestRequest>();
    QVERIFY(!request.planOnly);
    QCOMPARE(request.excluded, std::vector<std::filesystem::path>{"/media/CARD/DSC0002.JPG"});
    QTRY_VERIFY(m_controller->runner().running().empty()); // the plan has ended
}

void TestIngestDialog::aBrokenTemplateIsSaid()
{
    IngestDialog* dialog = open();
    TemplateField& names = dialog->options().nameTemplate();
    names.setText(QStringLiteral("{fotograf}"));
    QCOMPARE(names.hint(), QStringLiteral("There is no word “fotograf” (character 2)."));
    auto* accept = dialog->findChild<QPushButton*>(QStringLiteral("accept"));
    QVERIFY(!accept->isEnabled());
    QCOMPARE(dialog->planner().state(), IngestPlanner::State::Idle);
    names.setText(QStringLiteral("{date"));
    QCOMPARE(names.hint(), QStringLiteral("“{” has no “}” behind it (character 1)."));
    names.setText({});
    QVERIFY(accept->isEnabled());
    QTRY_COMPARE(dialog->planner().state(), IngestPlanner::State::Done);
}

void TestIngestDialog::templatesShowAnExample()
{
    TemplateField names(NameTemplate::Kind::Name, QStringLiteral("Names"));
    names.setProject(QStringLiteral("Wedding"));
    names.setText(QStringLiteral("{project}_{original:lower}"));
    QVERIFY2(names.hint().startsWith(QStringLiteral("Example: Wedding_")), qPrintable(names.hint()));
    QVERIFY(names.hint().endsWith(QStringLiteral(".JPG")));
    QVERIFY(!names.usesCounter());
    names.setText(QStringLiteral("{counter:4}"));
    QVERIFY(names.usesCounter());
}

void TestIngestDialog::optionsAreRemembered()
{
    IngestDialog* dialog = open();
    IngestRequest options;
    options.transfer = IngestRequest::Transfer::Move;
    options.verify = VerifyLevel::Readback;
    options.order = IngestOrder::NewestFirst;
    options.folderTemplate = QStringLiteral("{year}");
    dialog->options().setOptions(options);
    QTest::keyClick(dialog, Qt::Key_Return);
    QVERIFY(haveSameOptions(presets().last(), options));
    const IngestRequest again = open()->request();
    QVERIFY(haveSameOptions(again, options));
    QCOMPARE(again.projectName, QStringLiteral("Wedding"));
}

void TestIngestDialog::presetsSurvive()
{
    IngestDialog* dialog = open();
    IngestRequest options;
    options.nameTemplate = QStringLiteral("{date}_{counter}");
    options.firstNumber = 7;
    options.secondFolder = "/backup";
    options.added = {QStringLiteral("Zoë"),
                     QStringLiteral("© 2026"),
                     {QStringLiteral("harbour"), QStringLiteral("night")}};
    dialog->options().setOptions(options);
    dialog->options().presets().setOptions(dialog->request());
    dialog->options().presets().saveAs(QStringLiteral("Sports / two cards"));
    dialog->reject();
    m_settings->sync();

    QComboBox& box = open()->options().presets().box();
    QCOMPARE(box.currentText(), QStringLiteral("None")); // nothing was taken in with it
    const int row = box.findText(QStringLiteral("Sports / two cards"));
    QVERIFY(row > 0);
    QVERIFY(haveSameOptions(presets().find(box.itemText(row)), options));
    IngestPresets all = presets();
    all.remove(box.itemText(row));
    QVERIFY(all.names().isEmpty());
}

void TestIngestDialog::metadataIsAdded()
{
    IngestDialog* dialog = open();
    QVERIFY(dialog->request().added.isEmpty());
    dialog->findChild<QLineEdit*>(QStringLiteral("creator"))->setText(QStringLiteral(" Zoë "));
    dialog->findChild<QLineEdit*>(QStringLiteral("copyright"))->setText(QStringLiteral("© Zoë, 2026"));
    dialog->findChild<QLineEdit*>(QStringLiteral("keywords"))
        ->setText(QStringLiteral("harbour, , night sky,"));
    const AddedMetadata added = {QStringLiteral("Zoë"),
                                 QStringLiteral("© Zoë, 2026"),
                                 {QStringLiteral("harbour"), QStringLiteral("night sky")}};
    QSignalSpy requested(dialog, &IngestDialog::requested);
    QTest::keyClick(dialog, Qt::Key_Return);
    QCOMPARE(requested.size(), 1);
    QCOMPARE(requested.front().front().value<IngestRequest>().added, added);
    QCOMPARE(open()->request().added, added); // remembered
}

/// It turns the page of options, over whatever field the pointer comes to lie.
void TestIngestDialog::theWheelChangesNoOption()
{
    IngestDialog* dialog = open();
    const IngestRequest before = dialog->request();
    QList<QWidget*> fields = {dialog->findChild<QSpinBox*>()};
    for (QComboBox* box : dialog->options().findChildren<QComboBox*>())
        fields += box;
    QVERIFY(fields.size() > 6);
    for (QWidget* field : std::as_const(fields)) {
        const QPoint centre = field->rect().center();
        QWheelEvent down(centre, field->mapToGlobal(centre), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                         Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(field, &down);
    }
    QVERIFY(haveSameOptions(dialog->request(), before));
    QCOMPARE(dialog->request().projectName, before.projectName);
}

void TestIngestDialog::theDialogFitsTheScreen()
{
    IngestDialog* dialog = open();
    const QSize screen = dialog->screen()->availableSize();
    QVERIFY(dialog->height() <= screen.height() && dialog->width() <= screen.width());
    dialog->resize(600, 340); // what a small screen has at twice the size
    QVERIFY2(dialog->height() <= 340 && dialog->width() <= 600,
             qPrintable(QStringLiteral("%1x%2").arg(dialog->width()).arg(dialog->height())));
}

QTEST_MAIN(TestIngestDialog)

#include "tst_ingestdialog.moc"
