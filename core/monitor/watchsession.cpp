#include "monitor/watchsession.h"

#include "base/pathtext.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <poll.h>

namespace safelight {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestPause{60'000};

MonitorTime now()
{
    return MonitorTime::clock::now();
}

QVector<QuarantinedFile> listOf(const Quarantine& quarantine, const std::filesystem::path& base)
{
    QVector<QuarantinedFile> list;
    for (const auto& [name, entry] : quarantine.entries()) {
        const auto pause = std::chrono::duration_cast<milliseconds>(entry.notBefore - now());
        list += QuarantinedFile{pathToText(base / name), entry.reason, entry.attempts,
                                QDateTime::currentDateTimeUtc().addMSecs(pause.count())};
    }
    return list;
}

} // namespace

Status WatchSession::run()
{
    SAFELIGHT_ASSIGN(const bool isWanted, m_intake.isWanted());
    if (!isWanted)
        return {};
    SAFELIGHT_TRY(open());
    tell();
    SAFELIGHT_TRY(lookAtEverything());
    while (!m_cancel.isCancelled()) {
        SAFELIGHT_TRY(lookAtDue());
        SAFELIGHT_TRY(takeIn());
        tell();
        if (m_isOver || isAllTakenIn())
            return {};
        SAFELIGHT_TRY(wait());
    }
    return {};
}

Status WatchSession::open()
{
    const auto& folder = m_context.request.base;
    SAFELIGHT_TRY(m_intake.checkPlace());
    SAFELIGHT_ASSIGN(WatchLock lock, WatchLock::take(m_context.environment.library, folder));
    m_lock.emplace(std::move(lock));
    SAFELIGHT_ASSIGN(const WatchedRoot root, WatchedRoot::open(folder));
    m_identity = root.identity();
    m_mounts = FileHandle(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC));
    if (m_context.options.notifications == WatchOptions::Notifications::WhereTheyWork &&
        isToldOfChanges(root.handle())) {
        if (auto notifier = FolderNotifier::open(folder))
            m_notifier.emplace(*std::move(notifier));
    }
    return {};
}

/// Another folder under its name is another disk, or none: nothing is concluded from what lies there.
Result<WatchedRoot> WatchSession::reopen() const
{
    SAFELIGHT_ASSIGN(WatchedRoot root, WatchedRoot::open(m_context.request.base));
    if (!root.isStill(m_identity))
        return Error{ErrorCode::NotFound, m_context.folder.folder,
                     QStringLiteral("another folder lies there now"), nullptr};
    return root;
}

void WatchSession::tell()
{
    const WatchedFiles& files = m_context.files;
    m_context.board.setFiles(files.found(), files.queued(),
                             listOf(files.quarantine(), m_context.request.base));
    if (m_obstacles == 0)
        m_context.board.setState(m_notifier ? WatchState::Running : WatchState::Polling);
}

Result<WatchListing> WatchSession::list(const WatchedRoot& root, const std::string& below)
{
    return root.list(below, m_cancel, [this](const std::string& folder) {
        if (m_notifier && !m_notifier->watch(folder))
            m_notifier.reset(); // the system's limit: this folder is polled
    });
}

Status WatchSession::lookAtEverything()
{
    SAFELIGHT_ASSIGN(const WatchedRoot root, reopen());
    m_context.files.beginRound();
    const auto listing = list(root, {});
    if (!listing)
        return m_cancel.isCancelled() ? Status() : listing.error();
    for (const WatchedEntry& file : listing->files)
        m_context.files.saw(file.name, file.stamp, now());
    if (listing->gaps.empty())
        m_context.files.keepOnly(*listing);
    m_nextRound = now() + (m_notifier ? m_context.options.rescan : m_context.options.poll);
    m_context.board.noteScan(QVector<Error>(listing->gaps.begin(), listing->gaps.end()));
    tell();
    return {};
}

void WatchSession::look(const WatchedRoot& root, const std::string& name)
{
    if (const auto stamp = root.stampOf(name))
        m_context.files.saw(name, *stamp, now());
    else
        m_context.files.gone(name);
}

Status WatchSession::lookAtDue()
{
    if (m_context.isRetryWanted.exchange(false))
        m_context.files.releaseQuarantine(now());
    const auto names = m_context.files.takeDue(now());
    if (names.empty())
        return {};
    SAFELIGHT_ASSIGN(const WatchedRoot root, reopen());
    for (const std::string& name : names)
        look(root, name);
    return {};
}

Status WatchSession::lookAtChanges(const FolderChanges& changes)
{
    if (changes.isRootGone)
        return Error{ErrorCode::NotFound, m_context.folder.folder,
                     QStringLiteral("it was moved, removed or unmounted"), nullptr};
    if (changes.isIncomplete)
        return lookAtEverything();
    if (changes.files.empty() && changes.folders.empty())
        return {};
    SAFELIGHT_ASSIGN(const WatchedRoot root, reopen());
    for (const std::string& folder : changes.folders) {
        if (isIgnoredPath(folder))
            continue;
        const auto listing = list(root, folder);
        if (!listing)
            continue; // cancelled
        for (const WatchedEntry& file : listing->files)
            m_context.files.saw(file.name, file.stamp, now());
    }
    for (const std::string& name : changes.files) {
        if (isWatchedName(name))
            look(root, name);
    }
    return {};
}

/// One batch at a time; what has come meanwhile is looked at before the next.
Status WatchSession::takeIn()
{
    if (m_context.files.queued() == 0)
        m_obstacles = 0; // nothing is kept from being taken in any more
    if (!m_context.files.isAnyReady() || now() < m_nextIntake)
        return {};
    SAFELIGHT_ASSIGN(const auto batch, confirmedBatch());
    if (batch.empty())
        return {};
    if (const auto isWanted = m_intake.isWanted(); isWanted && !*isWanted) {
        m_isOver = true; // stopped by another program
        return {};
    }
    const Status taken = m_intake.take(batch);
    if (taken) {
        m_obstacles = 0;
        return {};
    }
    if (m_context.options.until == WatchOptions::Until::AllTakenIn)
        return taken.error();
    constexpr int kMostDoublings = 10;
    const auto pause = m_context.options.retry * (1 << std::min(m_obstacles, kMostDoublings));
    ++m_obstacles;
    m_nextIntake = now() + std::min(pause, kLongestPause);
    m_context.board.setState(WatchState::Error, taken.error());
    return {};
}

/// Files may have waited for long since they settled. What has changed, or is open for writing, waits anew,
/// and its frame with it.
Result<std::vector<SettledFile>> WatchSession::confirmedBatch()
{
    SAFELIGHT_ASSIGN(const WatchedRoot root, reopen());
    while (true) {
        auto batch = m_context.files.nextBatch(m_context.options.mostFiles);
        bool isSame = true;
        for (const SettledFile& file : batch) {
            if (root.stampOf(file.name) == file.stamp) {
                if (!root.isBeingWritten(file.name))
                    continue;
                m_context.files.startAnew(file.name, now());
            } else {
                look(root, file.name);
            }
            isSame = false;
        }
        if (isSame || m_cancel.isCancelled())
            return batch;
    }
}

bool WatchSession::isAllTakenIn() const
{
    return m_context.options.until == WatchOptions::Until::AllTakenIn && m_context.files.queued() == 0;
}

/// How long nothing will have to be done, unless somebody rings.
milliseconds WatchSession::patience() const
{
    MonitorTime next = m_nextRound;
    if (const auto due = m_context.files.nextDue())
        next = std::min(next, *due);
    if (m_context.files.isAnyReady())
        next = std::min(next, m_nextIntake);
    return std::max(std::chrono::ceil<milliseconds>(next - now()), milliseconds(0));
}

Status WatchSession::wait()
{
    enum { kWake, kMounts, kNotifier, kCount };
    std::array<pollfd, kCount> handles = {};
    handles[kWake] = {m_context.wake.fd(), POLLIN, 0};
    handles[kMounts] = {m_mounts.fd(), POLLPRI, 0}; // see proc(5); -1 is passed over
    handles[kNotifier] = {m_notifier ? m_notifier->fd() : -1, POLLIN, 0};
    (void)::poll(handles.data(), handles.size(), static_cast<int>(patience().count()));
    if (handles[kWake].revents != 0)
        m_context.wake.quiet();
    if (m_cancel.isCancelled())
        return {};
    if (handles[kMounts].revents != 0)
        SAFELIGHT_TRY(reopen());
    if (handles[kNotifier].revents != 0)
        SAFELIGHT_TRY(lookAtChanges(m_notifier->read()));
    return now() >= m_nextRound ? lookAtEverything() : Status();
}

} // namespace safelight
