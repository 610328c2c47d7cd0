#include "base/pathtext.h"
#include "catalog/catalogreader.h"
#include "catalog/filerepository.h"
#include "catalog/photorepository.h"
#include "catalog/projectrepository.h"
#include "catalog/receiptrepository.h"
#include "catalog/trashrepository.h"
#include "catalog/watchrepository.h"
#include "db/migrations.h"
#include "support/catalogfixture.h"
#include "support/tempfolder.h"

#include <QTest>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace safelight;
using namespace safelight::test;

namespace {

/// The value, or the end of the test run.
template <class T>
T orFatal(Result<T> result)
{
    if (!result)
        qFatal("%s", qPrintable(describeForLog(result.error())));
    return *std::move(result);
}

void orFatal(const Status& status)
{
    if (!status)
        qFatal("%s", qPrintable(describeForLog(status.error())));
}

Digest digestOf(char c)
{
    return {QByteArray(16, c), QByteArray(16, c), ByteCount{1234}};
}

} // namespace

/// What is written into the rows is read from them again, on either engine.
class TestRepositories : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void projectsAreUniqueWhileTheyLive();
    void projectsAreListedByTheirNamesBytes();
    void aPhotoComesBackAsItWas();
    void metadataIsCompletedButNotReplaced();
    void flagsFollowTheFiles();
    void aFileComesBackAsItWas();
    void filesAreFoundByTheirDigest();
    void filesThatWaitForTheirPicture();
    void sizesAndStemsAmongOthers();
    void receiptItemsThatSayWhereASourceIs();
    void photosInEveryOrder_data();
    void photosInEveryOrder();
    void photosOfEveryFilter();
    void photosByText_data();
    void photosByText();
    void trashIsNotedAndTakenBack();
    void watchedFoldersAreKept();

private:
    Project newProject(const QString& name) const;
    PhotoId addPhoto(const QString& stem, const CaptureTime& taken = {}, const QString& camera = {});
    FileId addFile(PhotoId photo, const QString& name, FileKind kind, bool isPresent = true);
    QStringList stemsOf(const PhotoQuery& query) const;
    QStringList rows(const QString& sql) const;

    std::unique_ptr<TempFolder> m_folder;
    std::unique_ptr<CatalogFixture> m_catalog;
    std::unique_ptr<Connection> m_connection;
    ProjectId m_project;
};

void TestRepositories::init()
{
    m_folder = std::make_unique<TempFolder>();
    m_catalog = std::make_unique<CatalogFixture>(m_folder->path());
    m_connection = std::make_unique<Connection>(m_catalog->location());
    orFatal(m_connection->open(Connection::Mode::Create));
    orFatal(migrate(*m_connection));
    m_project = orFatal(ProjectRepository(*m_connection).insert(newProject(QStringLiteral("Shoot"))));
}

void TestRepositories::cleanup()
{
    m_connection.reset();
    m_catalog.reset();
    m_folder.reset();
}

Project TestRepositories::newProject(const QString& name) const
{
    Project project;
    project.uuid = QUuid::createUuid();
    project.name = project.folder = name;
    project.createdAt = QDateTime::currentDateTimeUtc();
    return project;
}

PhotoId TestRepositories::addPhoto(const QString& stem, const CaptureTime& taken, const QString& camera)
{
    Photo photo;
    photo.project = m_project;
    photo.stem = stem;
    photo.metadata.taken = taken;
    photo.metadata.camera = camera;
    photo.createdAt = QDateTime::currentDateTimeUtc();
    return orFatal(PhotoRepository(*m_connection).insert(photo));
}

FileId TestRepositories::addFile(PhotoId photo, const QString& name, FileKind kind, bool isPresent)
{
    PhotoFile file;
    file.photo = photo;
    file.name = name;
    file.kind = kind;
    file.isPresent = isPresent;
    return orFatal(FileRepository(*m_connection).insert(m_project, file));
}

QStringList TestRepositories::stemsOf(const PhotoQuery& query) const
{
    CatalogReader reader(m_catalog->location());
    orFatal(reader.open());
    QStringList stems;
    for (const qint64 id : orFatal(reader.photoIds(query)))
        stems += orFatal(reader.photoRows({id})).at(0).stem;
    return stems;
}

QStringList TestRepositories::rows(const QString& sql) const
{
    Statement row = orFatal(m_connection->run(sql));
    QStringList all;
    while (row.next())
        all += row.value(0).toString();
    return all;
}

void TestRepositories::projectsAreUniqueWhileTheyLive()
{
    const ProjectRepository projects(*m_connection);
    Project again = newProject(QStringLiteral("Shoot"));
    QCOMPARE(projects.insert(again).error().code, ErrorCode::ProjectExists);
    again.name = QStringLiteral("Other");
    QCOMPARE(projects.insert(again).error().code, ErrorCode::ProjectExists); // the folder
    again.folder = QStringLiteral("Other");
    const ProjectId other = orFatal(projects.insert(again));
    QCOMPARE(projects.rename(other, QStringLiteral("Other"), QStringLiteral("Shoot")).error().code,
             ErrorCode::ProjectExists);
    QCOMPARE(projects.rename(other, QStringLiteral("Another"), QStringLiteral("New")).error().code,
             ErrorCode::ProjectUnknown);
    orFatal(projects.setChecked(other, ProjectState::Offline, QDateTime::currentDateTimeUtc()));
    orFatal(projects.markRemoved(m_project, QDateTime::currentDateTimeUtc()));
    orFatal(projects.rename(other, QStringLiteral("Other"), QStringLiteral("Shoot"))); // free again
    const auto found = orFatal(projects.findByUuid(again.uuid));
    QVERIFY(found.has_value());
    QCOMPARE(found->name, QStringLiteral("Shoot"));
    QCOMPARE(found->state, ProjectState::Offline);
    QVERIFY(found->checkedAt.isValid());
    QVERIFY(orFatal(projects.isUuidTaken(again.uuid)));
    QVERIFY(!orFatal(projects.isUuidTaken(QUuid::createUuid())));
}

void TestRepositories::projectsAreListedByTheirNamesBytes()
{
    const ProjectRepository projects(*m_connection);
    for (const char* name : {"b", "a-1", "a 1", "B", "\xC3\xA4", "a1"})
        orFatal(projects.insert(newProject(QString::fromUtf8(name))));
    QStringList names;
    for (const Project& project : orFatal(projects.all()))
        names += project.name;
    QCOMPARE(names, QStringList({QStringLiteral("B"), QStringLiteral("Shoot"), QStringLiteral("a 1"),
                                 QStringLiteral("a-1"), QStringLiteral("a1"), QStringLiteral("b"),
                                 QString::fromUtf8("\xC3\xA4")}));
}

void TestRepositories::aPhotoComesBackAsItWas()
{
    Photo photo;
    photo.project = m_project;
    photo.stem = QStringLiteral("d/it's \\ \uEFE9 \U0001F4F7");
    photo.available.raw = true;
    photo.metadata.taken = CaptureTime::at(QDate(2026, 11, 21), QTime(14, 3, 7, 250), -90);
    photo.metadata.orientation = 6;
    photo.metadata.width = 8000;
    photo.metadata.height = 6000;
    photo.metadata.camera = QStringLiteral("Camera \"One\"");
    photo.metadata.details = {{QStringLiteral("label"), QStringLiteral("NUL \u0000 in it")}};
    photo.thumbnail = DerivativeStatus::Unsupported;
    photo.createdAt = QDateTime(QDate(2026, 11, 21), QTime(1, 2, 3, 4), Qt::UTC);
    const PhotoRepository photos(*m_connection);
    photo.id = orFatal(photos.insert(photo));
    const auto found = orFatal(photos.findByStem(m_project, photo.stem));
    QVERIFY(found.has_value());
    QCOMPARE(found->id, photo.id);
    QCOMPARE(found->stem, photo.stem);
    QVERIFY(found->available == photo.available);
    QVERIFY(found->metadata.taken == photo.metadata.taken);
    QCOMPARE(found->metadata.orientation, 6);
    QCOMPARE(found->metadata.width, 8000);
    QCOMPARE(found->metadata.camera, photo.metadata.camera);
    QCOMPARE(found->metadata.lens, QString());
    QCOMPARE(found->metadata.details, photo.metadata.details);
    QCOMPARE(found->thumbnail, DerivativeStatus::Unsupported);
    QCOMPARE(found->createdAt, photo.createdAt);
    QVERIFY(!orFatal(photos.findByStem(m_project, QStringLiteral("d/IT'S"))).has_value());
}

void TestRepositories::metadataIsCompletedButNotReplaced()
{
    const PhotoRepository photos(*m_connection);
    const PhotoId id = addPhoto(QStringLiteral("A"));
    orFatal(photos.completeMetadata(id, {})); // nothing new: every value may be missing
    PhotoMetadata first;
    first.taken = CaptureTime::at(QDate(2026, 1, 2), QTime(3, 4, 5), 60);
    first.orientation = 8;
    first.width = 30;
    first.height = 20;
    first.camera = QStringLiteral("One");
    first.details = {{QStringLiteral("iso"), 100}};
    orFatal(photos.completeMetadata(id, first));
    PhotoMetadata second = first;
    second.taken = {};
    second.width = 60;
    second.camera = QStringLiteral("Two");
    second.lens = QStringLiteral("50mm");
    second.details = {{QStringLiteral("iso"), 200}};
    orFatal(photos.completeMetadata(id, second));
    const auto found = orFatal(photos.find(id));
    QVERIFY(found->metadata.taken == first.taken);
    QCOMPARE(found->metadata.width, 30);
    QCOMPARE(found->metadata.height, 20);
    QCOMPARE(found->metadata.orientation, 8);
    QCOMPARE(found->metadata.camera, QStringLiteral("One"));
    QCOMPARE(found->metadata.lens, QStringLiteral("50mm"));
    QCOMPARE(found->metadata.details, first.details);
}

void TestRepositories::flagsFollowTheFiles()
{
    const PhotoRepository photos(*m_connection);
    const PhotoId id = addPhoto(QStringLiteral("A"));
    const auto bits = [&] {
        orFatal(photos.refreshAvailability(id));
        return orFatal(photos.find(id))->available.bits();
    };
    QCOMPARE(bits(), 0);
    addFile(id, QStringLiteral("A.xmp"), FileKind::Sidecar);
    addFile(id, QStringLiteral("A.nef"), FileKind::Raw, false);
    QCOMPARE(bits(), 0);
    addFile(id, QStringLiteral("A.jpg"), FileKind::Jpg);
    addFile(id, QStringLiteral("A.png"), FileKind::Other);
    const FileId second = addFile(id, QStringLiteral("A.tif"), FileKind::Other);
    QCOMPARE(bits(), 5);
    QVERIFY(orFatal(FileRepository(*m_connection).updatePresence(second, true, false)));
    QVERIFY(!orFatal(FileRepository(*m_connection).updatePresence(second, true, false)));
    QCOMPARE(bits(), 5);
}

void TestRepositories::aFileComesBackAsItWas()
{
    PhotoFile file;
    file.photo = addPhoto(QStringLiteral("A"));
    file.name = QStringLiteral("A.jpg");
    file.kind = FileKind::Jpg;
    file.digest = digestOf('d');
    file.digest.size = ByteCount{5'000'000'000};
    file.mtimeNs = 1'700'000'000'123'456'789;
    file.perceptualHash = 0xFEDC'BA98'7654'3210; // above what a signed number holds
    file.verifiedAt = QDateTime(QDate(2026, 11, 21), QTime(1, 2, 3, 4), Qt::UTC);
    file.verifiedLevel = QStringLiteral("digest");
    const FileRepository files(*m_connection);
    file.id = orFatal(files.insert(m_project, file));
    auto found = orFatal(files.findByName(m_project, file.name));
    QVERIFY(found.has_value());
    QVERIFY(found->digest == file.digest);
    QCOMPARE(found->mtimeNs, file.mtimeNs);
    QVERIFY(found->perceptualHash == file.perceptualHash);
    QCOMPARE(found->verifiedAt, file.verifiedAt);
    QCOMPARE(found->verifiedLevel, file.verifiedLevel);
    QCOMPARE(found->damage, QString());

    orFatal(files.updateHash(file.id, std::nullopt, QStringLiteral("damaged")));
    file.mtimeNs = 5;
    file.verifiedAt = {};
    orFatal(files.markStoredAgain(file.id, file));
    found = orFatal(files.findByName(m_project, file.name));
    QVERIFY(!found->perceptualHash.has_value());
    QCOMPARE(found->damage, QStringLiteral("damaged"));
    QCOMPARE(found->mtimeNs, 5);
    QVERIFY(!found->verifiedAt.isValid());
}

void TestRepositories::filesAreFoundByTheirDigest()
{
    const FileRepository files(*m_connection);
    PhotoFile file;
    file.photo = addPhoto(QStringLiteral("A"));
    file.name = QStringLiteral("A.jpg");
    file.kind = FileKind::Jpg;
    file.digest = digestOf('d');
    (void)orFatal(files.insert(m_project, file));
    file.name = QStringLiteral("A.xmp");
    file.kind = FileKind::Sidecar;
    (void)orFatal(files.insert(m_project, file));
    QCOMPARE(orFatal(files.findByDigest(digestOf('d'))).size(), std::size_t{1});
    QCOMPARE(orFatal(files.findAnyByDigest(digestOf('d'))).size(), std::size_t{2});
    QCOMPARE(orFatal(files.findByDigest(digestOf('d'))).front().stem, QStringLiteral("A"));
    QVERIFY(orFatal(files.findByDigest(digestOf('e'))).empty());
    const Digest known = digestOf('d');
    QCOMPARE(orFatal(files.md5Of(known.xxh128, known.size)), known.md5);
    QVERIFY(orFatal(files.md5Of(digestOf('e').xxh128, known.size)).isEmpty());
    QVERIFY(orFatal(files.md5Of(known.xxh128, known.size + ByteCount{1})).isEmpty());
    file.name = QStringLiteral("B.jpg");
    file.kind = FileKind::Jpg;
    file.digest.md5 = QByteArray(16, 'e'); // two files that only MD5 tells apart
    (void)orFatal(files.insert(m_project, file));
    QVERIFY(orFatal(files.md5Of(known.xxh128, known.size)).isEmpty());
    QVERIFY(orFatal(files.anyOfSize(ByteCount{1234})));
    QVERIFY(!orFatal(files.anyOfSize(ByteCount{4321})));
}

void TestRepositories::sizesAndStemsAmongOthers()
{
    PhotoFile file;
    file.photo = addPhoto(QStringLiteral("A"));
    file.digest = digestOf('d'); // of 1234 bytes
    for (const char* name : {"A.jpg", "A.tif"}) {
        file.name = QString::fromLatin1(name);
        (void)orFatal(FileRepository(*m_connection).insert(m_project, file));
    }
    const FileRepository files(*m_connection);
    QCOMPARE(orFatal(files.sizesAmong(std::vector<qint64>{1, 1234, 4321})), std::vector<qint64>{1234});
    QVERIFY(orFatal(files.sizesAmong({})).empty());
    (void)addPhoto(QStringLiteral("b's"));
    const PhotoRepository photos(*m_connection);
    const QStringList asked = {QStringLiteral("B"), QStringLiteral("b's"), QStringLiteral("A")};
    auto taken = orFatal(photos.stemsAmong(m_project, asked));
    std::ranges::sort(taken);
    QCOMPARE(QStringList(taken.begin(), taken.end()),
             QStringList({QStringLiteral("A"), QStringLiteral("b's")}));
    QVERIFY(orFatal(photos.stemsAmong(m_project, {})).empty());
    QVERIFY(orFatal(photos.stemsAmong(ProjectId{m_project.value + 1}, asked)).empty());
}

void TestRepositories::receiptItemsThatSayWhereASourceIs()
{
    PhotoFile file;
    file.photo = addPhoto(QStringLiteral("A"));
    file.digest = digestOf('d');
    const ReceiptRepository receipts(*m_connection);
    Receipt receipt;
    receipt.uuid = QUuid::createUuid();
    receipt.startedAt = QDateTime::currentDateTimeUtc();
    receipt.id = orFatal(receipts.insert(receipt));
    const auto add = [&](const QString& name, bool isStored, bool isProven) {
        ReceiptItem item;
        item.receipt = receipt.id;
        item.name = file.name = name;
        item.outcome = IngestOutcome::Imported;
        item.digest = file.digest;
        item.size = file.digest.size;
        item.mtimeNs = 77;
        item.settledAt = receipt.startedAt;
        if (isStored)
            item.file = orFatal(FileRepository(*m_connection).insert(m_project, file));
        if (isProven)
            item.stored.at = receipt.startedAt;
        return orFatal(receipts.insertItem(item));
    };
    const ReceiptItemId sound = add(QStringLiteral("a.jpg"), true, true);
    const ReceiptItemId gone = add(textFromBytes("\xe9.jpg"), true, true); // a name that is not UTF-8
    const ReceiptItemId unproven = add(QStringLiteral("c.jpg"), true, false);
    const ReceiptItemId failed = add(QStringLiteral("d.jpg"), false, false);
    std::vector<std::string> names;
    orFatal(receipts.eachStoredItem(receipt.id, [&](const StoredItem& item) {
        names.push_back(item.name);
        QCOMPARE(item.size, ByteCount{1234});
        QCOMPARE(item.mtimeNs, 77);
    }));
    std::ranges::sort(names);
    QCOMPARE(names, (std::vector<std::string>{"a.jpg", "\xe9.jpg"}));
    const std::vector<ReceiptItemId> all = {sound, gone, unproven, failed};
    QCOMPARE(orFatal(receipts.provenSources(all)).size(), std::size_t{2});
    QVERIFY(orFatal(receipts.provenSources({})).empty());
    orFatal(m_connection->run(QStringLiteral("UPDATE files SET present = 0 WHERE name <> 'a.jpg'")));
    const auto proven = orFatal(receipts.provenSources(all));
    QCOMPARE(proven.size(), std::size_t{1});
    QCOMPARE(proven.front().item, sound);
    QCOMPARE(proven.front().name, std::string("a.jpg"));
    QCOMPARE(proven.front().stored.stem, QStringLiteral("A"));
    QCOMPARE(proven.front().stored.project.id, m_project);
}

void TestRepositories::filesThatWaitForTheirPicture()
{
    const FileRepository files(*m_connection);
    PhotoFile file;
    file.photo = addPhoto(QStringLiteral("A"));
    file.name = QStringLiteral("A.jpg");
    file.kind = FileKind::Jpg;
    file.digest = digestOf('d');
    const FileId id = orFatal(files.insert(m_project, file));
    QCOMPARE(orFatal(files.filesWithoutPicture(m_project, {}, 10)).size(), std::size_t{1});
    QVERIFY(orFatal(files.filesWithoutPicture(m_project, id, 10)).empty());
    orFatal(files.updateHash(id, 7, {}));
    orFatal(PhotoRepository(*m_connection).updateThumbnail(file.photo, DerivativeStatus::Ready));
    QVERIFY(orFatal(files.filesWithoutPicture(m_project, {}, 10)).empty());
    QCOMPARE(orFatal(files.presentFiles(m_project, {}, 10)).size(), std::size_t{1});
    QCOMPARE(orFatal(files.filesOf(file.photo)).size(), std::size_t{1});
}

void TestRepositories::photosInEveryOrder_data()
{
    QTest::addColumn<int>("sort");
    QTest::addColumn<bool>("isDescending");
    QTest::addColumn<QString>("stems");
    const auto row = [](const char* name, PhotoSort sort, bool isDescending, const char* stems) {
        QTest::newRow(name) << static_cast<int>(sort) << isDescending << QString::fromLatin1(stems);
    };
    // Photos without a date come last, whichever way.
    row("taken", PhotoSort::Taken, false, "b B _ A a");
    row("taken, newest first", PhotoSort::Taken, true, "_ B b a A");
    row("name", PhotoSort::Name, false, "A B _ a b");
    row("name, from the end", PhotoSort::Name, true, "b a _ B A");
    row("camera", PhotoSort::Camera, false, "_ A b B a");
    row("camera, from the end", PhotoSort::Camera, true, "B b a _ A");
    row("added", PhotoSort::Added, false, "A b _ B a");
    row("added, newest first", PhotoSort::Added, true, "a B _ b A");
}

void TestRepositories::photosInEveryOrder()
{
    QFETCH(const int, sort);
    QFETCH(const bool, isDescending);
    QFETCH(const QString, stems);
    const auto day = [](int number) { return CaptureTime::at(QDate(2026, 1, number), QTime(12, 0), {}); };
    addPhoto(QStringLiteral("A"), {}, QStringLiteral("One"));
    addPhoto(QStringLiteral("b"), day(1), QStringLiteral("Two"));
    addPhoto(QStringLiteral("_"), day(3), QStringLiteral("One"));
    addPhoto(QStringLiteral("B"), day(2), QStringLiteral("Two"));
    addPhoto(QStringLiteral("a"), {}, QStringLiteral("Two"));
    PhotoQuery query;
    query.project = m_project;
    query.sort = static_cast<PhotoSort>(sort);
    query.order = isDescending ? Qt::DescendingOrder : Qt::AscendingOrder;
    QCOMPARE(stemsOf(query).join(u' '), stems);
}

void TestRepositories::photosOfEveryFilter()
{
    const PhotoRepository photos(*m_connection);
    for (int bits = 0; bits < 8; ++bits) {
        const PhotoId id = addPhoto(QString::number(bits));
        QVERIFY(orFatal(photos.updateAvailability(id, {}, Availability::fromBits(bits))));
        if (bits == 3)
            orFatal(photos.updateThumbnail(id, DerivativeStatus::Failed));
    }
    const std::pair<PhotoFilter, const char*> expected[] = {
        {PhotoFilter::All, "0 1 2 3 4 5 6 7"}, {PhotoFilter::WithRaw, "2 3 6 7"},
        {PhotoFilter::JpegOnly, "1 5"},        {PhotoFilter::Missing, "0"},
        {PhotoFilter::NotPictured, "3"},
    };
    for (const auto& [filter, stems] : expected) {
        PhotoQuery query;
        query.project = m_project;
        query.sort = PhotoSort::Added;
        query.filter = filter;
        QCOMPARE(stemsOf(query).join(u' '), QString::fromLatin1(stems));
    }
}

void TestRepositories::photosByText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("stems");
    const auto row = [](const char* text, const char* stems) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(stems);
    };
    row("img", "IMG_1 img%2");
    row("IMG", "IMG_1 img%2");
    row("_", "IMG_1");
    row("%", "img%2");
    row("\\", "a\\b");
    row("it's", "it's");
    row("nikon", "a\\b");
    row("?", "");
    row("; DROP", "");
}

void TestRepositories::photosByText()
{
    QFETCH(const QString, text);
    QFETCH(const QString, stems);
    addPhoto(QStringLiteral("IMG_1"));
    addPhoto(QStringLiteral("img%2"));
    addPhoto(QStringLiteral("a\\b"), {}, QStringLiteral("NIKON Z 9"));
    addPhoto(QStringLiteral("it's"));
    PhotoQuery query;
    query.project = m_project;
    query.sort = PhotoSort::Added;
    query.text = text;
    QCOMPARE(stemsOf(query).join(u' '), stems);
}

void TestRepositories::trashIsNotedAndTakenBack()
{
    TrashEntry entry;
    entry.uuid = QUuid::createUuid();
    entry.project = m_project;
    entry.origin = QStringLiteral("Shoot");
    entry.storedAs = entry.uuid.toString(QUuid::WithoutBraces) + u"/Shoot";
    entry.reason = QStringLiteral("project removed");
    entry.deletedAt = QDateTime::currentDateTimeUtc();
    entry.state = TrashState::PuttingAway;
    const TrashRepository trash(*m_connection);
    const TrashId id = orFatal(trash.insert(entry));
    QCOMPARE(rows(QStringLiteral("SELECT stored_as FROM trash")), QStringList(entry.storedAs));
    QVERIFY(!trash.insert(entry).isOk());
    QVERIFY(orFatal(trash.removeUnmoved(id)));
    QVERIFY(!orFatal(trash.removeUnmoved(id)));
    QCOMPARE(rows(QStringLiteral("SELECT stored_as FROM trash")), QStringList());
}

void TestRepositories::watchedFoldersAreKept()
{
    const WatchRepository folders(*m_connection);
    WatchedFolder folder;
    folder.folder = QStringLiteral("/hot/") + QString(3000, u'x');
    folder.options = {{QStringLiteral("project"), QStringLiteral("Later")}};
    folder.createdAt = QDateTime(QDate(2026, 11, 21), QTime(14, 3, 7, 250), Qt::UTC);
    folder.id = orFatal(folders.insert(folder));
    QCOMPARE(folders.insert(folder).error().code, ErrorCode::AlreadyExists);
    folder.folder = QStringLiteral("/other");
    folder.isEnabled = false;
    (void)orFatal(folders.insert(folder));

    const auto all = orFatal(folders.all());
    QCOMPARE(all.size(), std::size_t(2));
    QCOMPARE(all[0].folder.size(), qsizetype(3005));
    QCOMPARE(all[0].options, folder.options);
    QCOMPARE(all[0].createdAt, folder.createdAt);
    QVERIFY(all[0].isEnabled && !all[1].isEnabled);
    QVERIFY(!all[0].project.isValid());

    QVERIFY(orFatal(folders.noteProject(all[0].id, m_project)));
    QVERIFY(!orFatal(folders.noteProject(all[0].id, m_project))); // it is noted
    QVERIFY(orFatal(folders.setEnabled(all[0].id, false)));
    QVERIFY(orFatal(folders.setOptions(all[1].id, m_project, {})));
    QCOMPARE(orFatal(folders.find(all[0].id))->project, m_project);
    QVERIFY(!orFatal(folders.find(all[0].id))->isEnabled);
    QVERIFY(orFatal(folders.find(all[1].id))->options.isEmpty());

    QVERIFY(orFatal(folders.remove(all[0].id)));
    QVERIFY(!orFatal(folders.remove(all[0].id)));
    QVERIFY(!orFatal(folders.find(all[0].id)).has_value());
}

QTEST_GUILESS_MAIN(TestRepositories)
#include "tst_repositories.moc"
