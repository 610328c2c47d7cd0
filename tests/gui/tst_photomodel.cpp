#include "testlibrary.h"

#include "ui/models/photomodel.h"
#include "ui/thumbnailloader.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTest>

using namespace safelight;

namespace {

PhotoQuery queryOf(ProjectId project)
{
    PhotoQuery query;
    query.project = project;
    return query;
}

} // namespace

class TestPhotoModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void fetchesRowsWhenTheyAreLookedAt();
    void newPhotosKeepSelectionAndPlace();
    void removedPhotosGo();
    void answersToAnOlderQueryAreDropped();
    void aFilterIsAnotherQuery();
    void findsByTheBeginningOfAName();

private:
    void show(const PhotoQuery& query);
    QString nameIn(int row) const { return m_model->index(row, PhotoModel::Name).data().toString(); }

    std::unique_ptr<test::TestLibrary> m_library;
    ProjectId m_project;
    std::unique_ptr<LibraryController> m_controller;
    std::unique_ptr<ThumbnailLoader> m_thumbnails;
    std::unique_ptr<PhotoModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestPhotoModel::init()
{
    m_tester.reset();
    m_model.reset();
    m_controller.reset();
    m_library = std::make_unique<test::TestLibrary>();
    m_project = m_library->addProject(QStringLiteral("Wedding"));
    m_controller = m_library->makeController();
    m_thumbnails = std::make_unique<ThumbnailLoader>();
    m_model = std::make_unique<PhotoModel>(*m_controller, *m_thumbnails);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
}

void TestPhotoModel::show(const PhotoQuery& query)
{
    if (!m_controller->environment())
        QVERIFY(test::TestLibrary::openAndWait(*m_controller));
    QSignalSpy loaded(m_model.get(), &PhotoModel::loaded);
    m_model->setQuery(query);
    QVERIFY(loaded.wait());
}

void TestPhotoModel::fetchesRowsWhenTheyAreLookedAt()
{
    m_library->addPhotos(m_project, 300);
    show(queryOf(m_project));
    QCOMPARE(m_model->rowCount(), 300);
    QVERIFY(nameIn(299).isEmpty()); // asks for it
    QTRY_COMPARE(nameIn(299), QStringLiteral("photo00300"));
    QTRY_COMPARE(nameIn(0), QStringLiteral("photo00001"));
    QCOMPARE(m_model->index(0, PhotoModel::Size).data().toString(), QStringLiteral("1.3 MB"));
    QCOMPARE(m_model->index(0, PhotoModel::Taken).data().toString(), QStringLiteral("2026-11-21  09:01:00"));
}

void TestPhotoModel::newPhotosKeepSelectionAndPlace()
{
    const auto ids = m_library->addPhotos(m_project, 20, QStringLiteral("m"));
    PhotoQuery query = queryOf(m_project);
    query.sort = PhotoSort::Name;
    show(query);
    QItemSelectionModel selection(m_model.get());
    selection.setCurrentIndex(m_model->index(4, 0),
                              QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);

    m_library->addPhotos(m_project, 3, QStringLiteral("a"));
    m_library->addPhotos(m_project, 2, QStringLiteral("z"));
    m_model->refreshSoon();
    QTRY_COMPARE(m_model->rowCount(), 25);
    QCOMPARE(selection.currentIndex().row(), 7);
    QVERIFY(selection.isSelected(m_model->index(7, 0)));
    QCOMPARE(m_model->photoAt(7).value, ids[4]);
    QCOMPARE(m_model->rowOf({ids[4]}), 7);
    QCOMPARE(inserted.size(), 2);
    QCOMPARE(reset.size(), 0);
}

void TestPhotoModel::removedPhotosGo()
{
    const auto ids = m_library->addPhotos(m_project, 10);
    show(queryOf(m_project));
    m_library->removePhoto(ids[3]);
    m_library->removePhoto(ids[9]);
    m_model->refreshSoon();
    QTRY_COMPARE(m_model->rowCount(), 8);
    QCOMPARE(m_model->rowOf({ids[3]}), -1);
    QCOMPARE(m_model->rowOf({ids[8]}), 7);
}

void TestPhotoModel::answersToAnOlderQueryAreDropped()
{
    m_library->addPhotos(m_project, 50);
    const ProjectId other = m_library->addProject(QStringLiteral("Portraits"));
    m_library->addPhotos(other, 7, QStringLiteral("p"));
    QVERIFY(test::TestLibrary::openAndWait(*m_controller));
    QSignalSpy loaded(m_model.get(), &PhotoModel::loaded);
    m_model->setQuery(queryOf(m_project));
    m_model->setQuery(queryOf(other)); // before the first answer can have come
    QVERIFY(loaded.wait());
    QCOMPARE(m_model->rowCount(), 7);
    QSignalSpy done(m_controller.get(), &LibraryController::projectsChanged);
    m_controller->refreshProjects(); // goes the same way, after it
    QVERIFY(done.wait());
    QCOMPARE(loaded.size(), 1);
    QCOMPARE(m_model->rowCount(), 7);
    m_model->setQuery(std::nullopt);
    QCOMPARE(m_model->rowCount(), 0);
}

void TestPhotoModel::aFilterIsAnotherQuery()
{
    m_library->addPhotos(m_project, 12);
    PhotoQuery query = queryOf(m_project);
    query.text = QStringLiteral("PHOTO0001");
    show(query);
    QCOMPARE(m_model->rowCount(), 3); // 10, 11, 12
    query.text.clear();
    query.filter = PhotoFilter::WithRaw;
    show(query);
    QCOMPARE(m_model->rowCount(), 0);
}

void TestPhotoModel::findsByTheBeginningOfAName()
{
    m_library->addPhotos(m_project, 600, QStringLiteral("card/IMG_"));
    m_library->addPhotos(m_project, 3, QStringLiteral("card/DSC_"));
    PhotoQuery query = queryOf(m_project);
    query.sort = PhotoSort::Added;
    show(query);
    int found = -1;
    m_model->findByName(QStringLiteral("dsc_"), 0, [&](int row) { found = row; });
    QTRY_COMPARE(found, 600);
    m_model->findByName(QStringLiteral("dsc_"), 600, [&](int row) { found = row; });
    QTRY_COMPARE(found, 601);
    m_model->findByName(QStringLiteral("IMG_00001"), 602, [&](int row) { found = row; });
    QTRY_COMPARE(found, 0); // goes round
}

QTEST_MAIN(TestPhotoModel)
#include "tst_photomodel.moc"
