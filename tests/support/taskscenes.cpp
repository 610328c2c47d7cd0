#include "support/taskscenes.h"

#include "base/pathtext.h"
#include "storage/digester.h"
#include "support/pictures.h"
#include "tasks/projectactions.h"

#include <utility>

namespace safelight::test {

namespace fs = std::filesystem;

namespace {

fs::path photo(const LibraryFixture& safe, int i)
{
    return safe.project() / "CARD" / ("IMG_" + std::to_string(1000 + i) + ".JPG");
}

void missingFiles(LibraryFixture& safe)
{
    takeInPhotos(safe, 120);
    for (int i = 0; i < 120; i += 2)
        fs::remove(photo(safe, i));
}

void unknownFiles(LibraryFixture& safe)
{
    takeInPhotos(safe, 40);
    for (int i = 0; i < 40; i += 4) // moved behind the catalogue's back
        fs::rename(photo(safe, i), safe.project() / ("moved_" + std::to_string(i) + ".jpg"));
    for (int i = 0; i < 60; ++i)
        (void)writeFile(safe.project() / "new" / ("N" + std::to_string(i) + ".JPG"), jpegBytes(500 + i));
    (void)writeFile(safe.project() / "notes.txt", "not a photo");
}

void noPreviews(LibraryFixture& safe)
{
    takeInPhotos(safe, 60);
    safe.change("UPDATE photos SET thumbnail_status = 0, preview_status = 0");
    fs::remove_all(safe.library().thumbnailFolder());
    fs::create_directories(safe.library().thumbnailFolder());
}

void brokenCache(LibraryFixture& safe)
{
    takeInPhotos(safe, 60);
    int i = 0;
    for (const std::string& name : listTree(safe.library().thumbnailFolder())) {
        if (!name.ends_with('/') && ++i % 2 == 0)
            fs::remove(safe.library().thumbnailFolder() / name);
    }
    (void)writeFile(safe.library().thumbnailFolder() / "00" / "00000000000000000000000000000000.jpg",
                    "nobody's");
}

void nothingLeft(LibraryFixture& safe)
{
    missingFiles(safe);
    ManifestCheckRequest request;
    request.acceptMassChange = true;
    if (safe.check(request).count("corrected") != 60)
        qFatal("the rows do not say that the files are gone");
}

void newFolders(LibraryFixture& safe)
{
    takeInPhotos(safe, 2);
    for (int i = 0; i < 12; ++i)
        (void)writeFile(safe.root() / ("Found " + std::to_string(i)) / "a.jpg", jpegBytes(700 + i));
}

void otherNames(LibraryFixture& safe)
{
    for (int i = 0; i < 12; ++i) {
        const QString name = QStringLiteral("Before %1").arg(i);
        if (!addProject(safe.environment(), name) ||
            !renameProject(safe.environment(), name, QStringLiteral("After: %1").arg(i)))
            qFatal("no project");
    }
}

void twins(LibraryFixture& safe)
{
    const auto takeInNew = [&] {
        if (safe.ingest().result.state != JobState::Done)
            qFatal("nothing was taken in");
    };
    for (int i = 0; i < 15; ++i)
        (void)safe.onCard("twin" + std::to_string(i) + ".JPG", jpegBytes(i));
    takeInNew(); // before the others: the older photo keeps its name
    for (int i = 0; i < 15; ++i) {
        (void)safe.onCard("TWIN" + std::to_string(i) + ".JPG", jpegBytes(100 + i));
        (void)safe.onCard("TWIN" + std::to_string(i) + ".xmp", "<x>" + QByteArray::number(i) + "</x>");
    }
    takeInNew();
}

void goneFolders(LibraryFixture& safe)
{
    for (int i = 0; i < 12; ++i) {
        const auto project = addProject(safe.environment(), QStringLiteral("Gone %1").arg(i));
        if (!project)
            qFatal("no project");
        fs::remove_all(safe.library().folderOf(*project));
    }
}

void oldTrash(LibraryFixture& safe)
{
    for (int i = 0; i < 15; ++i) {
        const QString name = QStringLiteral("Old %1").arg(i);
        const auto project = addProject(safe.environment(), name);
        if (!project || !writeFile(safe.library().folderOf(*project) / "a.jpg", jpegBytes(i)) ||
            !removeProject(safe.environment(), name))
            qFatal("nothing is in the trash");
    }
    safe.change("UPDATE trash SET deleted_at = '2020-01-01T00:00:00.000Z'");
    // Now, and it must stay.
    if (!addProject(safe.environment(), QStringLiteral("New")) ||
        !removeProject(safe.environment(), QStringLiteral("New")))
        qFatal("nothing is in the trash");
}

/// Every third photo rejected, and of every third the RAW.
void decidedPhotos(LibraryFixture& safe)
{
    for (int i = 0; i < 60; ++i) {
        const std::string stem = "D" + std::to_string(1000 + i);
        (void)safe.onCard(stem + ".JPG", jpegBytes(i));
        (void)safe.onCard(stem + ".DNG", dngBytes(i));
        (void)safe.onCard(stem + ".DNG.xmp", "<raw>" + QByteArray::number(i) + "</raw>");
        (void)safe.onCard(stem + ".xmp", "<x>" + QByteArray::number(i) + "</x>");
    }
    if (safe.ingest().result.state != JobState::Done)
        qFatal("nothing was taken in");
    safe.change("UPDATE photos SET keep_raw = 0, decided_at = '2026-11-30T00:00:00.000Z' WHERE "
                "CAST(SUBSTR(stem, 7) AS INTEGER) % 3 = 0");
    safe.change("UPDATE photos SET keep_jpg = 0, keep_raw = 0, keep_other = 0, decided_at = "
                "'2026-11-30T00:00:00.000Z' WHERE CAST(SUBSTR(stem, 7) AS INTEGER) % 3 = 1");
}

} // namespace

const std::vector<TaskScene>& taskScenes()
{
    static const std::vector<TaskScene> all = {
        {MaintenanceTask::ManifestCheck, missingFiles},   {MaintenanceTask::FolderCheck, unknownFiles},
        {MaintenanceTask::Derivatives, noPreviews},       {MaintenanceTask::CacheValidation, brokenCache},
        {MaintenanceTask::Cleaning, nothingLeft},         {MaintenanceTask::FolderDiscovery, newFolders},
        {MaintenanceTask::FolderAlignment, otherNames},   {MaintenanceTask::DuplicateNames, twins},
        {MaintenanceTask::OrphanedProjects, goneFolders}, {MaintenanceTask::Trash, oldTrash},
        {MaintenanceTask::Decisions, decidedPhotos},
    };
    return all;
}

void takeInPhotos(const LibraryFixture& safe, int count)
{
    for (int i = 0; i < count; ++i)
        (void)safe.onCard("IMG_" + std::to_string(1000 + i) + ".JPG", jpegBytes(i));
    if (safe.ingest().result.state != JobState::Done)
        qFatal("nothing was taken in");
}

QStringList whatAPersonHas(const LibraryFixture& safe)
{
    QStringList all;
    for (const std::string& name : listTree(safe.root())) {
        const bool isOurs = name.starts_with(".safelight/") || name.ends_with('/');
        if (isOurs || name.ends_with(".project.yaml"))
            continue;
        all += displayText(fs::path(name)) + u' ' + Digester::of(readFile(safe.root() / name)).md5Hex();
    }
    all.sort();
    for (const char* sql :
         {"SELECT p.name, p.folder, CASE WHEN p.state = 1 THEN 0 ELSE p.state END, p.removed_at IS NULL FROM "
          "projects p ORDER BY 1, 2",
          "SELECT p.name, ph.stem, ph.jpg_available, ph.raw_available, ph.other_available, "
          "ph.thumbnail_status, "
          "ph.preview_status FROM photos ph JOIN projects p ON p.id = ph.project_id ORDER BY 1, 2",
          "SELECT p.name, f.name, f.kind, f.present, f.md5, f.size, f.phash FROM files f JOIN projects p ON "
          "p.id = "
          "f.project_id ORDER BY 1, 2",
          "SELECT stem, name, md5, reason FROM tombstones ORDER BY 1, 2",
          "SELECT origin, reason, state FROM trash ORDER BY 1"})
        all += safe.rows(sql);
    return all;
}

QByteArray difference(QStringList expected, QStringList actual)
{
    QStringList difference;
    for (const QString& line : std::as_const(actual)) {
        if (!expected.removeOne(line))
            difference += QStringLiteral("too much: ") + line;
    }
    for (const QString& line : std::as_const(expected))
        difference += QStringLiteral("missing: ") + line;
    return difference.join(u'\n').toUtf8();
}

} // namespace safelight::test
