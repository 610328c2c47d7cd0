#include "tasks/worker.h"

#include <QSysInfo>

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>

namespace safelight {

namespace {

constexpr int kStartTimeField = 22; // proc(5), /proc/pid/stat: starttime, in clock ticks since boot
constexpr int kFirstFieldAfterName = 3;
constexpr std::chrono::minutes kSilence{10};

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
QString thisBoot()
{
    return QString::fromLatin1(QSysInfo::bootUniqueId());
}

bool isOfThisHost(const QString& worker)
{
    return worker.section(u'/', 0, 0).section(u'@', 1) == QSysInfo::machineHostName();
}

} // namespace

QString currentWorker()
{
    const qint64 pid = ::getpid();
    return QStringLiteral("%1@%2/%3/%4")
        .arg(thisBoot(), QSysInfo::machineHostName())
        .arg(pid)
        .arg(startTimeOf(pid));
}

bool mayBeAlive(const QString& worker)
{
    if (!isOfThisHost(worker))
        return !worker.isEmpty(); // another machine's: cannot be seen from here
    const qint64 pid = worker.section(u'/', 1, 1).toLongLong();
    const bool isSameBoot = worker.section(u'/', 0, 0).section(u'@', 0, 0) == thisBoot();
    return isSameBoot && pid > 0 && startTimeOf(pid) == worker.section(u'/', 2, 2);
}

bool mayBeAlive(const Job& job)
{
    if (isOfThisHost(job.worker) || !job.heartbeatAt.isValid())
        return mayBeAlive(job.worker);
    const qint64 silentMs = job.heartbeatAt.msecsTo(QDateTime::currentDateTimeUtc());
    return silentMs < std::chrono::milliseconds(kSilence).count();
}

} // namespace safelight
