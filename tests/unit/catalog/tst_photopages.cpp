#include "base/pathtext.h"
#include "catalog/filerepository.h"
#include "catalog/photorepository.h"
#include "catalog/projectrepository.h"
#include "db/migrations.h"
#include "support/catalogfixture.h"
#include "support/tempfolder.h"

#include <QTest>

#include <memory>

using namespace safelight;
using namespace safelight::test;

/// The pages that the manifest check reads: keyset, complete, and never of something else.
class TestPhotoPages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyPhotoOnce_data();
    void everyPhotoOnce();
    void rowsThatComeAndGoBetweenPages();
    void namesAreBytes();
    void flagsAndPresence();
    void cursorsAsText();
    void aWrongCursorIsAnError();

private:
    PhotoId addPhoto(const QString& stem, const QStringList& files = {});
    QStringList pages(int limit, const std::function<void(int page)>& between = {});

    std::unique_ptr<TempFolder> m_folder;
    std::unique_ptr<CatalogFixture> m_catalog;
    std::unique_ptr<Connection> m_connection;
    ProjectId m_project;
};

void TestPhotoPages::init()
{
    m_folder = std::make_unique<TempFolder>();
    m_catalog = std::make_unique<CatalogFixture>(m_folder->path());
    m_connection = std::make_unique<Connection>(m_catalog->location());
    QVERIFY(m_connection->open(Connection::Mode::Create).isOk());
    QVERIFY(migrate(*m_connection).isOk());
    Project project;
    project.uuid = QUuid::createUuid();
    project.name = project.folder = QStringLiteral("Shoot");
    project.createdAt = QDateTime::currentDateTimeUtc();
    const auto id = ProjectRepository(*m_connection).insert(project);
    QVERIFY(id.isOk());
    m_project = *id;
}

void TestPhotoPages::cleanup()
{
    m_connection.reset();
    m_catalog.reset();
    m_folder.reset();
}

PhotoId TestPhotoPages::addPhoto(const QString& stem, const QStringList& files)
{
    Photo photo;
    photo.project = m_project;
    photo.stem = stem;
    photo.available.jpg = !files.isEmpty();
    photo.createdAt = QDateTime::currentDateTimeUtc();
    const auto id = PhotoRepository(*m_connection).insert(photo);
    if (!id)
        qFatal("%s", qPrintable(describeForLog(id.error())));
    for (const QString& name : files) {
        PhotoFile file;
        file.photo = *id;
        file.name = name;
        file.kind = FileKind::Jpg;
        if (const auto added = FileRepository(*m_connection).insert(m_project, file); !added)
            qFatal("%s", qPrintable(describeForLog(added.error())));
    }
    return *id;
}

/// Each photo as `stem: file file`, page after page.
QStringList TestPhotoPages::pages(int limit, const std::function<void(int page)>& between)
{
    const PhotoRepository photos(*m_connection);
    QStringList seen;
    CheckPage page;
    std::optional<Cursor> from = PhotoRepository::firstPage(m_project);
    for (int number = 0; from; ++number) {
        if (!photos.readPhotos(*from, limit, page) || !photos.readFiles(m_project, page))
            return {QStringLiteral("an error")};
        for (const CheckedPhoto& photo : page.photos) {
            QStringList names;
            for (const CheckedFile& file : photo.files)
                names += textFromBytes(file.name);
            seen += textFromBytes(photo.stem) + u": " + names.join(u' ');
        }
        if (static_cast<int>(page.photos.size()) > limit)
            return {QStringLiteral("a page that is too long")};
        from = page.next;
        if (between)
            between(number);
    }
    return seen;
}

void TestPhotoPages::everyPhotoOnce_data()
{
    QTest::addColumn<int>("limit");
    for (const int limit : {1, 2, 3, 10, 11, 12, 1000})
        QTest::addRow("%d a page", limit) << limit;
}

void TestPhotoPages::everyPhotoOnce()
{
    QFETCH(const int, limit);
    QStringList expected;
    for (int i = 0; i < 11; ++i) {
        const QString stem = QStringLiteral("P%1").arg(99 - i); // not in the order of their ids
        QStringList files;
        for (int j = 0; j < i % 4; ++j)
            files += stem + QStringLiteral(".%1.jpg").arg(j);
        addPhoto(stem, files);
        expected += stem + u": " + files.join(u' ');
    }
    QCOMPARE(pages(limit), expected);
}

/// Photos that come are met later, photos that go hide no others.
void TestPhotoPages::rowsThatComeAndGoBetweenPages()
{
    QVector<PhotoId> ids;
    for (int i = 0; i < 6; ++i)
        ids += addPhoto(QStringLiteral("P%1").arg(i), {QStringLiteral("P%1.jpg").arg(i)});
    const QStringList seen = pages(2, [&](int page) {
        if (page != 0)
            return;
        for (const int gone : {0, 2})
            QVERIFY(m_connection->run(QStringLiteral("DELETE FROM photos WHERE id = ?"), {ids[gone].value})
                        .isOk());
        addPhoto(QStringLiteral("new"), {QStringLiteral("new.jpg")});
    });
    QCOMPARE(seen, QStringList({QStringLiteral("P0: P0.jpg"), QStringLiteral("P1: P1.jpg"),
                                QStringLiteral("P3: P3.jpg"), QStringLiteral("P4: P4.jpg"),
                                QStringLiteral("P5: P5.jpg"), QStringLiteral("new: new.jpg")}));
}

void TestPhotoPages::namesAreBytes()
{
    const std::vector<std::string> stems = {std::string(250, 'n'),
                                            "caf\xe9",
                                            "\xc3\xa9t\xc3\xa9",
                                            "\xf0\x9f\x93\xb7",
                                            "new\nline",
                                            "\xef\xbb\xbf"
                                            "bom"};
    for (const std::string& stem : stems)
        addPhoto(textFromBytes(stem), {textFromBytes(stem + ".jpg")});
    const PhotoRepository photos(*m_connection);
    CheckPage page;
    QVERIFY(photos.readPhotos(PhotoRepository::firstPage(m_project), 100, page).isOk());
    QVERIFY(photos.readFiles(m_project, page).isOk());
    QCOMPARE(page.photos.size(), stems.size());
    for (std::size_t i = 0; i < stems.size(); ++i) {
        QCOMPARE(page.photos[i].stem, stems[i]);
        QCOMPARE(page.photos[i].files.size(), std::size_t{1});
        QCOMPARE(page.photos[i].files[0].name, stems[i] + ".jpg");
    }
}

void TestPhotoPages::flagsAndPresence()
{
    const PhotoId id = addPhoto(QStringLiteral("P"), {QStringLiteral("P.jpg")});
    const PhotoRepository photos(*m_connection);
    const Availability was = Availability::fromBits(1);
    for (int bits = 0; bits < 8; ++bits) {
        CheckPage page;
        QVERIFY(photos.readPhotos(PhotoRepository::firstPage(m_project), 10, page).isOk());
        const Availability read = page.photos.at(0).available;
        QVERIFY(read == (bits == 0 ? was : Availability::fromBits(bits - 1)));
        const auto isSet = photos.updateAvailability(id, read, Availability::fromBits(bits));
        QVERIFY(isSet.isOk() && *isSet);
        // What was read is no longer so: guarded.
        const auto isSetAgain = photos.updateAvailability(id, Availability::fromBits(bits ^ 7), was);
        QVERIFY(isSetAgain.isOk() && !*isSetAgain);
    }
    QVERIFY(m_connection->run(QStringLiteral("UPDATE files SET present = ?"), {0}).isOk());
    CheckPage page;
    QVERIFY(photos.readPhotos(PhotoRepository::firstPage(m_project), 10, page).isOk());
    QVERIFY(photos.readFiles(m_project, page).isOk());
    QVERIFY(!page.photos.at(0).files.at(0).isPresent);
}

void TestPhotoPages::cursorsAsText()
{
    const Cursor cursor{Listing::Photos, 7, 123'456'789'012};
    const QString text = cursor.toText();
    const auto read = Cursor::fromText(text, Listing::Photos, 7);
    QVERIFY(read.isOk() && *read == cursor);
    QCOMPARE(Cursor::fromText(text, Listing::Corrections, 7).error().code, ErrorCode::WrongCursor);
    QCOMPARE(Cursor::fromText(text, Listing::Photos, 8).error().code, ErrorCode::WrongCursor);
    const QStringList wrongTexts = {QString(),
                                    QStringLiteral("1"),
                                    text.chopped(1),
                                    text + u'A',
                                    text.toUpper(),
                                    text.toLower(),
                                    QString(text).replace(3, 1, text[3] == u'x' ? u'y' : u'x')};
    for (const QString& wrong : wrongTexts) {
        if (wrong != text)
            QCOMPARE(Cursor::fromText(wrong, Listing::Photos, 7).error().code, ErrorCode::WrongCursor);
    }
}

void TestPhotoPages::aWrongCursorIsAnError()
{
    const PhotoRepository photos(*m_connection);
    CheckPage page;
    for (const Cursor& wrong : {Cursor{Listing::Jobs, m_project.value, 0}, Cursor{Listing::Photos, 0, 0}})
        QCOMPARE(photos.readPhotos(wrong, 10, page).error().code, ErrorCode::WrongCursor);
}

QTEST_GUILESS_MAIN(TestPhotoPages)
#include "tst_photopages.moc"
