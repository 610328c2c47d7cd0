#pragma once

#include "ingest/ingestjob.h"
#include "maintenance/manifestcheck.h"
#include "support/catalogfixture.h"
#include "support/tempfolder.h"
#include "tasks/taskenvironment.h"
#include "tasks/taskobserver.h"

#include <QStringList>

#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>

namespace safelight::test {

/// Keeps everything that a task tells.
class RecordingObserver final : public TaskObserver
{
public:
    void progressed(const TaskProgress& progress) override;
    void happened(const Fact& fact) override;

    std::function<void(const TaskProgress&)> onProgress; ///< called as well; any thread
    std::function<void(const Fact&)> onFact;

    QVector<IngestItem> items;
    QVector<Correction> corrections;
    QVector<ProjectSkipped> skipped;
    QVector<TaskProgress> progress;

private:
    std::mutex m_mutex;
};

/// How a run ended and what it told.
struct IngestOutcomes
{
    TaskResult result;
    QVector<IngestItem> items;

    qint64 count(const char* key) const { return result.summary[QLatin1String(key)].toInteger(-1); }
    /// The items of this source; exactly one for each file that was found.
    QVector<IngestItem> of(const std::filesystem::path& source) const;
    /// `imported`, `failed: read_failed`, …; what was told of this source, for comparing.
    QString said(const std::filesystem::path& source) const;
};
struct CheckOutcomes
{
    TaskResult result;
    QVector<Correction> corrections;
    QVector<ProjectSkipped> skipped;

    /// `Project: code …`, sorted.
    QStringList reasons() const;
    qint64 count(const char* key) const { return result.summary[QLatin1String(key)].toInteger(-1); }
    /// `stem 100>000 …`, sorted.
    QStringList changes() const;
};

/// A fresh library in a folder of its own, its catalogue in an SQLite file or on a server (CatalogFixture), a
/// card beside it, and a project named Shoot.
class LibraryFixture
{
public:
    LibraryFixture();

    const std::filesystem::path& root() const { return m_root; }
    const std::filesystem::path& card() const { return m_card; }
    std::filesystem::path project() const { return m_root / "Shoot"; }
    std::filesystem::path elsewhere(const std::string& name) const { return m_temp / name; }
    const Library& library() const { return *m_library; }
    /// For a program that is started on the library.
    QStringList programArguments() const;
    static QString projectName() { return QStringLiteral("Shoot"); }

    TaskEnvironment environment() const;
    Settings settings;
    void set(const char* key, const QVariant& value);
    EventLog log;
    FileSystem* device = &FileSystem::posix();
    /// Names of the events that were logged.
    QStringList events() const { return *m_events; }
    void forgetEvents() { m_events->clear(); }

    /// Writes a file on the card, with a time of its own.
    std::filesystem::path onCard(const std::string& name, const QByteArray& bytes) const;

    /// Copies the whole card into Shoot.
    IngestRequest request() const;
    IngestOutcomes ingest(const IngestRequest& request, const CancelToken& cancel = {},
                          RecordingObserver* observer = nullptr) const;
    IngestOutcomes ingest() const { return ingest(request()); }
    IngestOutcomes move() const;

    CheckOutcomes check(const ManifestCheckRequest& request = {}, const CancelToken& cancel = {},
                        RecordingObserver* observer = nullptr) const;

    /// Rows of a query, the columns joined by `|`.
    QStringList rows(const char* sql) const;
    void change(const char* sql) const { (void)rows(sql); }
    void change(const QString& sql) const { (void)rows(sql.toUtf8().constData()); }
    /// All that the catalogue says, for "nothing was written".
    QStringList catalogue() const;

    /// Files in the project's folder, readable, but for its manifest.
    QStringList files() const { return filesIn(project()); }
    static QStringList filesIn(const std::filesystem::path& folder);
    /// What is wrong between Shoot's rows and its folder: a row without its bytes, a file without a row,
    /// flags that do not follow, temporary files. Empty when all is well.
    QStringList complaints() const;

private:
    TempFolder m_temp;
    CatalogFixture m_catalog;
    std::filesystem::path m_root;
    std::filesystem::path m_card;
    std::optional<Library> m_library;
    std::shared_ptr<QStringList> m_events = std::make_shared<QStringList>();
};

/// JPEG, RAW and other as digits: "110".
QString availabilityBits(Availability available);

/// Texts to compare with.
QStringList list(std::initializer_list<const char*> texts);

/// Name, kind, size, time and bytes of everything below a folder.
QStringList snapshot(const std::filesystem::path& folder);

qint64 mtimeOf(const std::filesystem::path& file);

} // namespace safelight::test
