#include "support/libraryfixture.h"

#include "base/pathtext.h"
#include "db/connection.h"
#include "media/metadata.h"
#include "storage/digester.h"

#include <QJsonDocument>
#include <QSqlRecord>

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

namespace safelight::test {

namespace fs = std::filesystem;

namespace {

constexpr qint64 kCardTime = 1'600'000'000;
constexpr long kCardNs = 123'456'700;

} // namespace

QString availabilityBits(Availability available)
{
    return QStringLiteral("%1%2%3").arg(int(available.jpg)).arg(int(available.raw)).arg(int(available.other));
}

void RecordingObserver::progressed(const TaskProgress& now)
{
    {
        const std::lock_guard lock(m_mutex);
        progress += now;
    }
    if (onProgress)
        onProgress(now);
}

void RecordingObserver::happened(const Fact& fact)
{
    {
        const std::lock_guard lock(m_mutex);
        if (const auto* ingested = std::get_if<ItemsIngested>(&fact))
            items += ingested->items;
        else if (const auto* corrected = std::get_if<RowsCorrected>(&fact))
            corrections += corrected->rows;
        else if (const auto* left = std::get_if<ProjectSkipped>(&fact))
            skipped += *left;
    }
    if (onFact)
        onFact(fact);
}

QVector<IngestItem> IngestOutcomes::of(const fs::path& source) const
{
    QVector<IngestItem> found;
    for (const IngestItem& item : items) {
        if (item.path == pathToText(source))
            found += item;
    }
    return found;
}

QString IngestOutcomes::said(const fs::path& source) const
{
    QStringList all;
    for (const IngestItem& item : of(source)) {
        const QString reason = item.reason ? u": " + errorCodeName(item.reason->code) : QString();
        all += ingestOutcomeName(item.outcome) + reason;
    }
    return all.join(u" + ");
}

QStringList CheckOutcomes::reasons() const
{
    QStringList texts;
    for (const ProjectSkipped& project : skipped)
        texts += project.project + u": " + errorCodeName(project.reason.code);
    texts.sort();
    return texts;
}

QStringList CheckOutcomes::changes() const
{
    QStringList all;
    for (const Correction& row : corrections)
        all +=
            displayText(row.stem) + u' ' + availabilityBits(row.before) + u'>' + availabilityBits(row.after);
    all.sort();
    return all;
}

LibraryFixture::LibraryFixture()
    : m_catalog(m_temp.path()), m_root(m_temp / "library"), m_card(m_temp / "CARD")
{
    initialiseMetadata(EventLog());
    fs::create_directories(m_root);
    fs::create_directories(m_card);
    // An SQLite catalogue is the library's own, in its usual place.
    const auto catalog = CatalogFixture::isOnServer() ? std::optional(m_catalog.location()) : std::nullopt;
    auto made = Library::openOrCreate(FileSystem::posix(), m_root, catalog);
    if (!made)
        qFatal("no library: %s", qPrintable(describeForLog(made.error())));
    m_library = *made;
    log.addSink([events = m_events](LogLevel, const QByteArray& line) {
        *events += QJsonDocument::fromJson(line)[QStringLiteral("event")].toString();
    });
}

TaskEnvironment LibraryFixture::environment() const
{
    return {*m_library, settings, log, *device};
}

QStringList LibraryFixture::programArguments() const
{
    QStringList arguments = {QStringLiteral("--library"), pathToText(m_root)};
    if (CatalogFixture::isOnServer())
        arguments += {QStringLiteral("--catalog"), m_catalog.argument()};
    return arguments;
}

fs::path LibraryFixture::onCard(const std::string& name, const QByteArray& bytes) const
{
    const auto path = m_card / name;
    if (!writeFile(path, bytes))
        qFatal("cannot write %s", path.c_str());
    const timespec time = {kCardTime, kCardNs};
    const timespec times[2] = {time, time};
    ::utimensat(AT_FDCWD, path.c_str(), times, 0);
    return path;
}

IngestRequest LibraryFixture::request() const
{
    IngestRequest request;
    request.sources = {m_card};
    request.projectName = projectName();
    return request;
}

IngestOutcomes LibraryFixture::ingest(const IngestRequest& request, const CancelToken& cancel,
                                      RecordingObserver* observer) const
{
    RecordingObserver own;
    RecordingObserver& used = observer ? *observer : own;
    IngestOutcomes outcomes;
    outcomes.result = runIngest(environment(), request, used, cancel);
    outcomes.items = used.items;
    return outcomes;
}

IngestOutcomes LibraryFixture::move() const
{
    IngestRequest moving = request();
    moving.transfer = IngestRequest::Transfer::Move;
    return ingest(moving);
}

CheckOutcomes LibraryFixture::check(const ManifestCheckRequest& request, const CancelToken& cancel,
                                    RecordingObserver* observer) const
{
    RecordingObserver own;
    RecordingObserver& used = observer ? *observer : own;
    CheckOutcomes outcomes;
    outcomes.result = runManifestCheck(environment(), request, used, cancel);
    outcomes.corrections = used.corrections;
    outcomes.skipped = used.skipped;
    return outcomes;
}

void LibraryFixture::set(const char* key, const QVariant& value)
{
    if (!settings.set(QString::fromUtf8(key), value))
        qFatal("no such setting: %s", key);
}

QStringList LibraryFixture::rows(const char* sql) const
{
    return m_catalog.rows(m_library->catalog(), QString::fromUtf8(sql));
}

QStringList LibraryFixture::catalogue() const
{
    QStringList all;
    for (const char* table : {"projects", "photos", "files", "corrections", "jobs", "job_steps", "job_items",
                              "trash", "tombstones"})
        all += rows((std::string("SELECT '") + table + "', * FROM " + table + " ORDER BY id").c_str());
    return all;
}

QStringList LibraryFixture::filesIn(const fs::path& folder)
{
    QStringList names;
    for (const std::string& name : listTree(folder)) {
        if (!name.ends_with('/') && name != ".project.yaml")
            names += displayText(fs::path(name));
    }
    return names;
}

QStringList LibraryFixture::complaints() const
{
    QStringList wrong;
    std::map<std::string, QByteArray> rowed;
    for (const QString& row :
         rows("SELECT f.xxh128, f.size, f.present, ph.stem, f.name FROM files f JOIN photos ph ON ph.id = "
              "f.photo_id JOIN projects p ON p.id = f.project_id WHERE p.name = 'Shoot'")) {
        const QString digest = row.section(u'|', 0, 0);
        const QString name = row.section(u'|', 4);
        const std::string bytes = bytesFromText(name);
        rowed[bytes] = {};
        if (row.section(u'|', 2, 2) != u'1')
            continue;
        const QByteArray content = readFile(project() / bytes);
        if (content.size() != row.section(u'|', 1, 1).toLongLong() ||
            (!digest.isEmpty() && Digester::of(content).xxh128Hex() != digest))
            wrong += u"row without its bytes: " + name;
    }
    for (const std::string& name : listTree(project())) {
        if (name.ends_with('/') || name == ".project.yaml")
            continue;
        if (!rowed.contains(name))
            wrong += u"file without a row: " + displayText(fs::path(name));
    }
    wrong += rows("SELECT 'flags', stem FROM photos ph WHERE (jpg_available = 1) <> EXISTS (SELECT 1 FROM "
                  "files WHERE photo_id = ph.id AND kind = 0 AND present = 1) OR (raw_available = 1) <> "
                  "EXISTS (SELECT 1 FROM files WHERE photo_id = ph.id AND kind = 1 AND present = 1) OR "
                  "(other_available = 1) <> EXISTS (SELECT 1 FROM files WHERE photo_id = ph.id AND kind = 2 "
                  "AND present = 1)");
    return wrong;
}

QStringList list(std::initializer_list<const char*> texts)
{
    QStringList all;
    for (const char* text : texts)
        all += QString::fromUtf8(text);
    return all;
}

QStringList snapshot(const fs::path& folder)
{
    QStringList all;
    for (const std::string& name : listTree(folder)) {
        struct stat status = {};
        ::lstat((folder / name).c_str(), &status);
        const bool isFile = S_ISREG(status.st_mode);
        all += QStringLiteral("%1 %2 %3 %4")
                   .arg(displayText(fs::path(name)))
                   .arg(status.st_mode)
                   .arg(mtimeOf(folder / name))
                   .arg(isFile ? Digester::of(readFile(folder / name)).xxh128Hex() : QString());
    }
    return all;
}

qint64 mtimeOf(const fs::path& file)
{
    struct stat status = {};
    if (::lstat(file.c_str(), &status) != 0)
        return -1;
    return qint64{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

} // namespace safelight::test
