#include "testlibrary.h"

#include "monitor/monitorservice.h"

#include "base/pathtext.h"
#include "catalog/correctionrepository.h"
#include "catalog/filerepository.h"
#include "catalog/jobrepository.h"
#include "catalog/photorepository.h"
#include "catalog/projectrepository.h"
#include "catalog/receiptrepository.h"
#include "db/connection.h"

#include <QSignalSpy>
#include <QTest>

namespace safelight::test {

namespace {

/// The value, or the end of the test run: a broken fixture means nothing.
template <class T>
T orFatal(Result<T> result)
{
    if (!result)
        qFatal("fixture: %s", qPrintable(describeForLog(result.error())));
    return *std::move(result);
}

void orFatal(const Status& status)
{
    if (!status)
        qFatal("fixture: %s", qPrintable(describeForLog(status.error())));
}

PhotoFile jpegOf(PhotoId photo, const QString& stem, int number)
{
    PhotoFile file;
    file.photo = photo;
    file.name = stem + QStringLiteral(".JPG");
    file.kind = FileKind::Jpg;
    file.digest.md5 = QByteArray(12, 'm') + QByteArray::number(number).rightJustified(4, '0', true);
    file.digest.xxh128 = QByteArray(10, 'x') + QByteArray::number(number).rightJustified(6, '0', true);
    file.digest.size = ByteCount{1'300'000};
    file.verifiedLevel = QStringLiteral("digest");
    file.damage = QStringLiteral("");
    return file;
}

/// Changes the rows of a photo; the correction that says so is not written yet.
Result<Correction> takeJpegAway(Connection& connection, ProjectId project, qint64 id)
{
    const PhotoRepository photos(connection);
    const FileRepository files(connection);
    SAFELIGHT_ASSIGN(const auto photo, photos.find({id}));
    Correction row;
    row.project = project;
    row.photo = {id};
    row.stem = photo->stem;
    row.before = photo->available;
    row.after = photo->available;
    row.after.jpg = false;
    row.files = {{photo->stem + QStringLiteral(".JPG"), FileKind::Jpg, true, false}};
    row.at = QDateTime::currentDateTimeUtc();
    SAFELIGHT_ASSIGN(const auto file, files.findByName(project, row.files.first().name));
    SAFELIGHT_TRY(photos.updateAvailability({id}, row.before, row.after));
    SAFELIGHT_TRY(files.updatePresence(file->id, true, false));
    return row;
}

} // namespace

Status loseJpeg(StepContext& step, ProjectId project, qint64 photo)
{
    Correction planned;
    planned.project = project;
    planned.photo = {photo};
    {
        SAFELIGHT_ASSIGN(const auto row, PhotoRepository(step.connection()).find({photo}));
        planned.stem = row->stem;
        planned.before = planned.after = row->available;
        planned.after.jpg = false;
    }
    SAFELIGHT_ASSIGN(const bool isPermitted, step.permits(planned));
    if (!isPermitted)
        return {};
    WriteTransaction transaction(step.connection());
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_ASSIGN(Correction row, takeJpegAway(step.connection(), project, photo));
    SAFELIGHT_TRY(step.record(row));
    SAFELIGHT_TRY(step.keepWithin({}));
    SAFELIGHT_TRY(transaction.commit());
    row.projectName = QStringLiteral("Wedding");
    step.tell({row});
    return {};
}

TestLibrary::TestLibrary()
    : m_catalog(m_folder.path()),
      m_library(orFatal(Library::openOrCreate(FileSystem::posix(), root(), m_catalog.location())))
{
}

ProjectId TestLibrary::addProject(const QString& name, const std::filesystem::path& folder)
{
    Connection connection(m_library->catalog());
    orFatal(connection.open());
    Project project;
    project.uuid = QUuid::createUuid();
    project.name = name;
    project.folder = folder.empty() ? name : pathToText(folder);
    project.createdAt = QDateTime::currentDateTimeUtc();
    return orFatal(ProjectRepository(connection).insert(project));
}

QVector<qint64> TestLibrary::addPhotos(ProjectId project, int count, const QString& prefix)
{
    Connection connection(m_library->catalog());
    orFatal(connection.open());
    WriteTransaction transaction(connection);
    orFatal(transaction.begin());
    QVector<qint64> ids;
    const QDateTime first(QDate(2026, 11, 21), QTime(9, 0));
    for (int i = 1; i <= count; ++i) {
        Photo photo;
        photo.project = project;
        photo.stem = prefix + QStringLiteral("%1").arg(i, 5, 10, QChar(u'0'));
        photo.available.jpg = true;
        photo.metadata.taken.local = first.addSecs(qint64{60} * i);
        photo.metadata.camera = QStringLiteral("Camera One");
        photo.metadata.lens = QStringLiteral("50mm");
        photo.createdAt = QDateTime::currentDateTimeUtc();
        const PhotoId id = orFatal(PhotoRepository(connection).insert(photo));
        orFatal(FileRepository(connection).insert(project, jpegOf(id, photo.stem, i)));
        ids += id.value;
    }
    orFatal(transaction.commit());
    return ids;
}

void TestLibrary::removePhoto(qint64 id)
{
    Connection connection(m_library->catalog());
    orFatal(connection.open());
    orFatal(connection.run(QStringLiteral("DELETE FROM photos WHERE id = ?"), {id}));
}

QVector<Correction> TestLibrary::addCorrections(ProjectId project, const QVector<qint64>& photos)
{
    Connection connection(m_library->catalog());
    orFatal(connection.open());
    WriteTransaction transaction(connection);
    orFatal(transaction.begin());
    Job job;
    job.uuid = QUuid::createUuid();
    job.state = JobState::Done;
    job.error = job.worker = QStringLiteral("");
    job.createdAt = job.startedAt = job.finishedAt = QDateTime::currentDateTimeUtc();
    const JobId done = orFatal(JobRepository(connection).insert(job));
    QVector<Correction> rows;
    for (const qint64 id : photos) {
        Correction row = orFatal(takeJpegAway(connection, project, id));
        row.job = done;
        row.id = orFatal(CorrectionRepository(connection).insert(row));
        rows += row;
    }
    orFatal(transaction.commit());
    return rows;
}

void TestLibrary::findJpegAgain(ProjectId project, qint64 id)
{
    Connection connection(m_library->catalog());
    orFatal(connection.open());
    const PhotoRepository photos(connection);
    const FileRepository files(connection);
    const auto photo = orFatal(photos.find({id}));
    orFatal(photos.updateAvailability({id}, photo->available, {true, false, false}));
    const auto file = orFatal(files.findByName(project, photo->stem + QStringLiteral(".JPG")));
    orFatal(files.updatePresence(file->id, false, true));
}

Availability TestLibrary::availabilityOf(qint64 photo)
{
    CatalogReader reader(m_library->catalog());
    orFatal(reader.open());
    return orFatal(reader.photoDetails({photo})).photo.available;
}

JobId TestLibrary::addInterruptedIngest(const IngestRequest& request)
{
    Connection connection(m_library->catalog());
    orFatal(connection.open());
    Job job;
    job.uuid = QUuid::createUuid();
    job.type = JobType::Ingest;
    job.state = JobState::Interrupted;
    job.payload = request.toJson();
    job.error = job.worker = QStringLiteral("");
    job.createdAt = job.startedAt = QDateTime::currentDateTimeUtc();
    return orFatal(JobRepository(connection).insert(job));
}

ReceiptId TestLibrary::addReceipt(int files, int places, int wantedPlaces)
{
    const ProjectId project = addProject(QUuid::createUuid().toString(QUuid::WithoutBraces));
    Connection connection(m_library->catalog());
    orFatal(connection.open());
    WriteTransaction transaction(connection);
    orFatal(transaction.begin());
    const ReceiptRepository receipts(connection);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    Receipt receipt;
    receipt.uuid = QUuid::createUuid();
    receipt.projectName = QStringLiteral("Wedding");
    receipt.root = QStringLiteral("/media/CARD");
    receipt.volumeLabel = QStringLiteral("CARD");
    receipt.isWhole = true;
    receipt.wantedPlaces = wantedPlaces;
    receipt.startedAt = now;
    const ReceiptId id = orFatal(receipts.insert(receipt));
    for (int i = 1; i <= files; ++i) {
        ReceiptItem item;
        item.receipt = id;
        item.name = QStringLiteral("DSC%1.JPG").arg(i, 4, 10, QChar(u'0'));
        item.size = ByteCount{1'000'000};
        item.outcome = IngestOutcome::Imported;
        item.settledAt = now;
        if (places > 0) {
            Photo photo;
            photo.project = project;
            photo.stem = QStringLiteral("CARD/%1").arg(i);
            photo.available.jpg = true;
            photo.createdAt = now;
            const PhotoFile file = jpegOf(orFatal(PhotoRepository(connection).insert(photo)), photo.stem, i);
            item.file = orFatal(FileRepository(connection).insert(project, file));
            item.digest = file.digest;
            item.stored = {u"CARD/" + item.name, QStringLiteral("digest"), now};
        }
        if (places > 1)
            item.second = {u"/backup/CARD/" + item.name, QStringLiteral("readback"), now};
        orFatal(receipts.insertItem(item));
    }
    orFatal(receipts.finish(id, true, now));
    orFatal(transaction.commit());
    return id;
}

LibraryActions TestLibrary::actions()
{
    LibraryActions actions;
    actions.open = &Library::open;
    actions.openOrCreate = [](const auto& root, const auto& catalog) {
        return Library::openOrCreate(FileSystem::posix(), root, catalog);
    };
    actions.recoverInterrupted = [](const TaskEnvironment&) -> Result<int> { return 0; };
    actions.ingest = [this](const TaskEnvironment&, const IngestRequest& request, TaskObserver& observer,
                            const CancelToken& cancel) {
        {
            const std::lock_guard lock(m_mutex);
            (request.planOnly ? m_plans : m_ingests).push_back(request);
        }
        const auto& run = request.planOnly ? onPlan : onIngest;
        return run ? run(request, observer, cancel) : TaskResult{};
    };
    actions.planForNewLibrary = [this](const auto&, const Settings&, const EventLog&,
                                       const IngestRequest& request, TaskObserver& observer,
                                       const CancelToken& cancel) {
        {
            const std::lock_guard lock(m_mutex);
            m_plans.push_back(request);
        }
        return onPlan ? onPlan(request, observer, cancel) : TaskResult{};
    };
    actions.resumeIngest = [this](const TaskEnvironment&, JobId job, TaskObserver&, const CancelToken&) {
        const std::lock_guard lock(m_mutex);
        m_resumed.push_back(job);
        return TaskResult{JobState::Done, {}, {}, job};
    };
    actions.postponeIngest = [this](const TaskEnvironment&, const IngestRequest& request) -> Result<JobId> {
        const std::lock_guard lock(m_mutex);
        m_postponed.push_back(request);
        return JobId{};
    };
    actions.exportReceipt = [](const TaskEnvironment&, ReceiptId, const auto&) -> Result<qint64> {
        return 1;
    };
    actions.writeMhl = [](const TaskEnvironment&, ReceiptId, MhlPlace) -> Result<std::filesystem::path> {
        return std::filesystem::path("/library/Wedding/ascmhl/0001.mhl");
    };
    actions.tasks[MaintenanceTask::ManifestCheck] = [this](StepContext& step) {
        {
            const std::lock_guard lock(m_mutex);
            m_checks.push_back({step.scope(), step.options()});
        }
        return onCheck ? onCheck(step) : StepOutcome();
    };
    for (const MaintenanceTask task : allMaintenanceTasks()) {
        if (task != MaintenanceTask::ManifestCheck)
            actions.tasks[task] = [this](StepContext& step) {
                return onOtherTask ? onOtherTask(step) : StepOutcome();
            };
    }
    actions.isMachineIdle = [] { return false; };
    actions.undo = &undoCorrections;
    actions.addProject = [this](const TaskEnvironment&, const QString& name) -> Status {
        if (onAddProject)
            return onAddProject(name);
        addProject(name);
        return {};
    };
    actions.renameProject = [](const TaskEnvironment&, const QString&, const QString&) -> Status {
        return {};
    };
    actions.removeProject = [](const TaskEnvironment&, const QString&) -> Status { return {}; };
    actions.watch = [](const TaskEnvironment& environment, MonitorObserver& observer) {
        WatchOptions quickly;
        quickly.settle = std::chrono::milliseconds(50);
        quickly.retry = std::chrono::milliseconds(20);
        return std::make_unique<MonitorService>(environment, observer, quickly);
    };
    return actions;
}

std::unique_ptr<LibraryController> TestLibrary::makeController()
{
    return std::make_unique<LibraryController>(LibraryController::Start{root(), m_catalog.location(), {}, {}},
                                               actions());
}

bool TestLibrary::openAndWait(LibraryController& controller)
{
    QSignalSpy projects(&controller, &LibraryController::projectsChanged);
    controller.open();
    return projects.wait();
}

std::vector<IngestRequest> TestLibrary::ingests() const
{
    const std::lock_guard lock(m_mutex);
    return m_ingests;
}

std::vector<IngestRequest> TestLibrary::plans() const
{
    const std::lock_guard lock(m_mutex);
    return m_plans;
}

std::vector<IngestRequest> TestLibrary::postponed() const
{
    const std::lock_guard lock(m_mutex);
    return m_postponed;
}

std::vector<JobId> TestLibrary::resumed() const
{
    const std::lock_guard lock(m_mutex);
    return m_resumed;
}

std::vector<NotedCheck> TestLibrary::checks() const
{
    const std::lock_guard lock(m_mutex);
    return m_checks;
}

Correction lostJpeg(qint64 id, const QString& stem, const QString& project)
{
    Correction row;
    row.id = {id};
    row.project = {1};
    row.projectName = project;
    row.photo = {id};
    row.stem = stem;
    row.before.jpg = row.before.raw = true;
    row.after.raw = true;
    row.files = {{stem + QStringLiteral(".JPG"), FileKind::Jpg, true, false}};
    row.at = QDateTime(QDate(2026, 11, 21), QTime(14, 3, 7), Qt::UTC);
    return row;
}

TaskResult RunningTask::run(TaskObserver& observer, const CancelToken& cancel)
{
    observer.progressed({TaskStage::TakingIn, 3, 10, ByteCount{5'000'000}, {}});
    while (!cancel.isCancelled() && !m_mayEnd.try_acquire_for(std::chrono::milliseconds(5)))
        continue;
    const JobState stopped = cancel.isPaused() ? JobState::Interrupted : JobState::Cancelled;
    return {cancel.isCancelled() ? stopped : JobState::Done, {}, {}, {}};
}

} // namespace safelight::test
