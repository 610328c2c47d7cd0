#include "tasks/jobrecord.h"

#include "base/pathtext.h"
#include "catalog/projectrepository.h"
#include "storage/incomingfile.h"

#include <QSysInfo>

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <sstream>

namespace safelight {

namespace {

constexpr int kStartTimeField = 22; // proc(5), /proc/pid/stat: starttime, in clock ticks since boot
constexpr int kFirstFieldAfterName = 3;

/// Tells two processes apart that had the same pid. Empty where unknown.
QString startTimeOf(qint64 pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    std::getline(file, line);
    const std::size_t nameEnd = line.rfind(')'); // the name may hold spaces and brackets
    if (nameEnd == std::string::npos)
        return {};
    std::istringstream rest(line.substr(nameEnd + 1));
    std::string field;
    for (int number = kFirstFieldAfterName; number <= kStartTimeField; ++number)
        rest >> field;
    return QString::fromStdString(field);
}

/// The boot is part of the host: after a restart, pids and start times begin anew.
QString thisHost()
{
    return QString::fromLatin1(QSysInfo::bootUniqueId());
}

/// Thumbnails that were being written. One that another program writes at this moment is made again later.
void sweepThumbnails(const TaskEnvironment& environment)
{
    std::error_code failure;
    for (std::filesystem::directory_iterator it(environment.library.thumbnailFolder(), failure), end;
         !failure && it != end; it.increment(failure))
        (void)removeTemporaryFiles(environment.fs, it->path(), {});
}

} // namespace

QString currentWorker()
{
    const qint64 pid = ::getpid();
    return QStringLiteral("%1@%2/%3/%4")
        .arg(thisHost(), QSysInfo::machineHostName())
        .arg(pid)
        .arg(startTimeOf(pid));
}

bool mayBeAlive(const QString& worker)
{
    const QString place = worker.section(u'/', 0, 0);
    const qint64 pid = worker.section(u'/', 1, 1).toLongLong();
    const bool isSameHost = place.section(u'@', 1) == QSysInfo::machineHostName();
    if (!isSameHost)
        return !place.isEmpty(); // another machine's: cannot be seen from here
    const bool isSameBoot = place.section(u'@', 0, 0) == thisHost();
    if (!isSameBoot || pid <= 0)
        return false;
    return startTimeOf(pid) == worker.section(u'/', 2, 2);
}

Result<JobRecord> JobRecord::start(Connection& connection, JobType type, std::optional<ProjectId> project,
                                   const QJsonObject& payload)
{
    Job job;
    job.uuid = QUuid::createUuid();
    job.type = type;
    job.project = project;
    job.state = JobState::Running;
    job.payload = payload;
    job.worker = currentWorker();
    job.createdAt = job.startedAt = QDateTime::currentDateTimeUtc();
    SAFELIGHT_ASSIGN(job.id, JobRepository(connection).insert(job));
    return JobRecord(connection, std::move(job));
}

JobRecord::~JobRecord()
{
    if (m_isOpen)
        (void)JobRepository(*m_connection)
            .finish(m_job.id, JobState::Failed, {}, errorCodeName(ErrorCode::Internal));
}

Status JobRecord::progress(qint64 done, std::optional<qint64> total)
{
    return JobRepository(*m_connection).updateProgress(m_job.id, done, total);
}

Status JobRecord::finish(const TaskResult& result)
{
    m_isOpen = false;
    return JobRepository(*m_connection)
        .finish(m_job.id, result.state, result.summary,
                result.error ? describeForLog(*result.error) : QString());
}

Result<int> recoverInterruptedJobs(const TaskEnvironment& environment)
{
    Connection connection(environment.library.catalog());
    SAFELIGHT_TRY(connection.open());
    const JobRepository jobs(connection);
    SAFELIGHT_ASSIGN(const auto running, jobs.inState(JobState::Running));
    int recovered = 0;
    for (const Job& job : running) {
        if (mayBeAlive(job.worker))
            continue;
        int temporaryFiles = 0;
        if (job.type == JobType::Ingest && job.project) {
            SAFELIGHT_ASSIGN(const auto project, ProjectRepository(connection).find(*job.project));
            if (project) {
                const auto tag = job.uuid.toString(QUuid::WithoutBraces).toStdString();
                auto removed =
                    removeTemporaryFiles(environment.fs, environment.library.folderOf(*project), tag);
                if (!removed)
                    continue; // the disk is away: its files are cleared when it is back
                const auto writer = job.worker.section(u'/', 1, 1).toStdString() + '-'; // of a manifest
                auto manifests =
                    removeTemporaryFiles(environment.fs, environment.library.folderOf(*project), writer);
                temporaryFiles = *removed + (manifests ? *manifests : 0);
            }
        }
        sweepThumbnails(environment);
        SAFELIGHT_TRY(jobs.finish(job.id, JobState::Interrupted, job.result,
                                  QStringLiteral("the program ended while it ran")));
        environment.log.warning(u"job_interrupted",
                                {{QStringLiteral("job"), job.id.value},
                                 {QStringLiteral("type"), jobTypeName(job.type)},
                                 {QStringLiteral("temporary_files_removed"), temporaryFiles}});
        ++recovered;
    }
    return recovered;
}

} // namespace safelight
