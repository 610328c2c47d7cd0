#include "base/pathtext.h"
#include "ui/models/projectlistmodel.h"
#include "ui/words/errortext.h"
#include "ui/words/ingesttext.h"
#include "ui/words/photofacts.h"
#include "ui/words/plantext.h"
#include "ui/words/progresstext.h"
#include "ui/words/tasktext.h"
#include "ui/words/translations.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace safelight;
using namespace std::chrono_literals;

class TestWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { installTranslations(*QCoreApplication::instance()); }
    void everyErrorHasItsOwnWords();
    void anErrorNamesItsSubject();
    void anErrorWithoutASubjectIsASentenceToo();
    void aServerSaysWhatToDoNow();
    void theSystemsWordsAreNeverAlone();
    void recordedErrorsAreSentences();
    void itemsSayWhy();
    void plansReadWell();
    void everyStageHasWords();
    void numbersReadWell();
    void englishHasPlurals();
    void aJobOfManyStepsCountsEachPhotoOnce();
    void factsReadLikeAPhotographer();
};

void TestWords::everyErrorHasItsOwnWords()
{
    QSet<QString> brief;
    const int last = static_cast<int>(ErrorCode::Internal);
    for (int code = 0; code <= last; ++code) {
        const Error error{static_cast<ErrorCode>(code), QStringLiteral("X"), {}, nullptr};
        brief.insert(shortText(error));
        QVERIFY(!fullText(error).contains(u'%'));
        QVERIFY2(fullText(error).count(u'.') >= 2,
                 qPrintable(fullText(error))); // what happened, and what to do
    }
    QCOMPARE(brief.size(), last + 1);
}

void TestWords::anErrorNamesItsSubject()
{
    const Error error{ErrorCode::ReadFailed, textFromBytes("/card/caf\xE9.JPG"),
                      QStringLiteral("Input/output error"), nullptr};
    QVERIFY(fullText(error).startsWith(u"“/card/caf\\xE9.JPG” could not be read."));
}

void TestWords::anErrorWithoutASubjectIsASentenceToo()
{
    QVERIFY(fullText({ErrorCode::CatalogBusy, {}, {}, nullptr})
                .startsWith(u"Another program kept the catalogue in use"));
    QVERIFY(fullText({ErrorCode::NotFound, {}, {}, nullptr}).startsWith(u"The file was not found."));
}

void TestWords::aServerSaysWhatToDoNow()
{
    const QString url = QStringLiteral("postgresql://ann@db/photos");
    QVERIFY(
        fullText({ErrorCode::CatalogUnreachable, url, {}, nullptr}).contains(u"see whether that one runs"));
    QVERIFY(fullText({ErrorCode::CatalogLoginRefused, url, {}, nullptr}).contains(u".pgpass"));
    QVERIFY(fullText({ErrorCode::CatalogMissing, url, {}, nullptr}).contains(u"createdb"));
    QVERIFY(fullText({ErrorCode::CatalogOfOther, url, {}, nullptr})
                .startsWith(u"“postgresql://ann@db/photos” is the catalogue of another library."));
}

void TestWords::theSystemsWordsAreNeverAlone()
{
    const Error inner{ErrorCode::PermissionDenied, QStringLiteral("/a"), QStringLiteral("EACCES"), nullptr};
    const QString text =
        fullText(inner.wrappedIn({ErrorCode::CatalogUnreachable, QStringLiteral("/a"), {}, nullptr}));
    QVERIFY(text.contains(u"The reason: permission denied."));
    QVERIFY(text.endsWith(u"(The system said: EACCES)"));
}

void TestWords::recordedErrorsAreSentences()
{
    const QString text = recordedErrorText(describeForLog(
        {ErrorCode::MassChange, QStringLiteral("Wedding"), QStringLiteral("58 of 64"), nullptr}));
    QVERIFY(text.startsWith(u"So many files of “Wedding” are missing"));
    QVERIFY(!text.contains(u"mass_change"));
    QCOMPARE(recordedErrorText(QStringLiteral("of a later version: x")),
             QStringLiteral("of a later version: x"));
}

void TestWords::itemsSayWhy()
{
    IngestItem item;
    item.outcome = IngestOutcome::Duplicate;
    item.existing = QStringLiteral("card/DSC1");
    item.existingProject = QStringLiteral("Wedding");
    QCOMPARE(reasonText(item), QStringLiteral("the same as “card/DSC1” in “Wedding”"));
    item.outcome = IngestOutcome::Imported;
    QCOMPARE(reasonText(item), QString());
    item.stem = QStringLiteral("DSC1 (2)");
    item.reason = Error{ErrorCode::AlreadyExists, {}, {}, nullptr};
    QCOMPARE(reasonText(item), QStringLiteral("its name was taken, stored as “DSC1 (2)”"));
    item.outcome = IngestOutcome::Failed;
    item.reason = Error{ErrorCode::Empty, {}, {}, nullptr};
    QCOMPARE(reasonText(item), QStringLiteral("the file is empty"));
    const QJsonObject summary = {
        {QStringLiteral("imported"), 58}, {QStringLiteral("duplicates"), 2}, {QStringLiteral("failed"), 1}};
    QCOMPARE(ingestSummaryText(summary), QStringLiteral("58 taken in, 2 stored already, 1 failed"));
}

void TestWords::plansReadWell()
{
    using Kind = CardWarning::Kind;
    QCOMPARE(cardWarningText({Kind::CounterGap, QStringLiteral("a\nb"), 1}),
             QStringLiteral("Before “a\\nb”, 1 number of the camera's counter is missing."));
    QCOMPARE(cardWarningText({Kind::ZeroFilled, {}, 4000}),
             QStringLiteral("… and 4,000 more files that begin with zeros."));
    QSet<QString> texts;
    for (int kind = 0; kind <= static_cast<int>(Kind::Truncated); ++kind) {
        texts.insert(cardWarningText({static_cast<Kind>(kind), QStringLiteral("X"), 1}));
        texts.insert(cardWarningText({static_cast<Kind>(kind), {}, 2}));
    }
    QCOMPARE(texts.size(), 2 * (static_cast<int>(Kind::Truncated) + 1));
    QVERIFY(!texts.contains(QString()));
    const QJsonObject summary = {{QStringLiteral("imported"), 58},
                                 {QStringLiteral("duplicates"), 2},
                                 {QStringLiteral("bytes"), 1'200'000},
                                 {QStringLiteral("failed"), 1},
                                 {QStringLiteral("free_bytes"), 5'000'000}};
    QCOMPARE(planSummaryText(summary),
             QStringLiteral("Plan: would take in 58 files (1.2 MB), 2 stored already, 1 cannot be read, "
                            "5.0 MB free there. Nothing was written."));
}

void TestWords::everyStageHasWords()
{
    QSet<QString> words;
    for (int stage = 0; stage <= static_cast<int>(TaskStage::Finishing); ++stage)
        words.insert(stageText(static_cast<TaskStage>(stage)));
    QCOMPARE(words.size(), static_cast<int>(TaskStage::Finishing) + 1);
    QVERIFY(!words.contains(QString()));
}

void TestWords::numbersReadWell()
{
    QCOMPARE(progressText({TaskStage::Scanning, 1234, {}, {}, {}}), QStringLiteral("1,234 processed"));
    QCOMPARE(progressText({TaskStage::TakingIn, 12, 5000, {}, {}}), QStringLiteral("12 of 5,000"));
    QCOMPARE(durationText(300ms), QStringLiteral("less than a second"));
    QCOMPARE(durationText(42s), QStringLiteral("42 s"));
    QCOMPARE(durationText(200s), QStringLiteral("3 min 20 s"));
    QCOMPARE(durationText(2h + 5min), QStringLiteral("2 h 5 min"));
    QCOMPARE(sizeText(ByteCount{1'350'000}), QStringLiteral("1.4 MB"));
}

void TestWords::englishHasPlurals()
{
    ProjectListModel model;
    Project one;
    one.id = {1};
    one.name = QStringLiteral("One");
    one.photoCount = 1;
    Project two = one;
    two.id = {2};
    two.photoCount = 2;
    model.setProjects({one, two});
    QCOMPARE(model.index(0).data(Qt::ToolTipRole).toString(), QStringLiteral("One\n1 photo"));
    QCOMPARE(model.index(1).data(Qt::ToolTipRole).toString(), QStringLiteral("One\n2 photos"));
}

void TestWords::aJobOfManyStepsCountsEachPhotoOnce()
{
    const auto step = [](const QJsonObject& result) {
        return QJsonObject{{QStringLiteral("result"), result}};
    };
    const QJsonObject made = {{QStringLiteral("processed"), 63}, {QStringLiteral("previews"), 1}};
    const QJsonObject checked = {{QStringLiteral("processed"), 62}};
    QJsonObject job = {{QStringLiteral("processed"), 125}, {QStringLiteral("previews"), 1}};
    job[QStringLiteral("steps")] = QJsonArray{step(made), step(checked)};
    QCOMPARE(maintenanceSummaryText(job), QStringLiteral("63 checked, 1 preview made"));
    QCOMPARE(maintenanceSummaryText(checked), QStringLiteral("62 checked, nothing to correct"));
}

void TestWords::factsReadLikeAPhotographer()
{
    PhotoMetadata metadata;
    metadata.taken = {QDateTime(QDate(2026, 11, 21), QTime(14, 3, 7)), -150};
    metadata.width = 6000;
    metadata.height = 4000;
    metadata.details = {{QStringLiteral("exposure_seconds"), 0.004},
                        {QStringLiteral("aperture"), 2.8},
                        {QStringLiteral("iso"), 400},
                        {QStringLiteral("focal_length_mm"), 50}};
    const QVector<PhotoFact> facts = photoFacts(metadata);
    QCOMPARE(facts.size(), 3);
    QCOMPARE(facts[0].value, QStringLiteral("2026-11-21  14:03:07  -02:30"));
    QCOMPARE(facts[1].value, QStringLiteral("1/250 s  ·  ƒ/2.8  ·  ISO 400  ·  50 mm"));
    QCOMPARE(facts[2].value, QStringLiteral("6000 × 4000  (24 MP)"));
}

QTEST_GUILESS_MAIN(TestWords)
#include "tst_words.moc"
