#include "monitor/folderwatch.h"

#include "monitor/watchintake.h"
#include "monitor/watchsession.h"

#include "base/pathtext.h"

#include <poll.h>

namespace safelight {

namespace {

Error invalid(const WatchedFolder& folder, const QString& detail)
{
    return {ErrorCode::InvalidArgument, folder.folder, detail, nullptr};
}

Result<IngestRequest> requestOf(const WatchedFolder& folder)
{
    SAFELIGHT_ASSIGN(IngestRequest request, IngestRequest::fromJson(folder.options));
    const auto place = pathFromText(folder.folder);
    if (!place.is_absolute())
        return invalid(folder, QStringLiteral("its path is not absolute"));
    request.base = place.lexically_normal();
    if (!request.base.has_filename() && request.base.has_relative_path())
        request.base = request.base.parent_path(); // a slash at the end
    const bool isCopy = request.transfer == IngestRequest::Transfer::Copy;
    if (isCopy && request.onDuplicate == IngestRequest::OnDuplicate::Import)
        return invalid(folder, QStringLiteral("duplicates would be imported again at each start"));
    return request;
}

} // namespace

WatchedFolder watchedFolder(const std::filesystem::path& folder, IngestRequest request)
{
    WatchedFolder watched;
    request.base = std::filesystem::absolute(folder).lexically_normal();
    request.sources = {request.base};
    watched.folder = pathToText(request.base);
    watched.options = request.toJson();
    watched.createdAt = QDateTime::currentDateTimeUtc();
    return watched;
}

Result<std::unique_ptr<FolderWatch>> FolderWatch::create(const TaskEnvironment& environment,
                                                         const WatchedFolder& folder,
                                                         const WatchOptions& options,
                                                         MonitorObserver& observer)
{
    SAFELIGHT_ASSIGN(IngestRequest request, requestOf(folder));
    std::unique_ptr<FolderWatch> watch(
        new FolderWatch(environment, folder, std::move(request), options, observer));
    SAFELIGHT_TRY(WatchIntake(watch->m_context, {}).checkPlace());
    return watch;
}

FolderWatch::FolderWatch(const TaskEnvironment& environment, const WatchedFolder& folder,
                         IngestRequest request, const WatchOptions& options, MonitorObserver& observer)
    : m_id(folder.id),
      m_context(environment, folder, std::move(request), options, observer),
      m_thread([this] { live(); })
{
}

FolderWatch::~FolderWatch()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
        m_cancel.cancel();
        wakeAll();
    }
    m_thread.join();
}

/// With m_mutex locked.
void FolderWatch::wakeAll()
{
    m_context.wake.ring();
    m_changed.notify_all();
}

void FolderWatch::start()
{
    const std::lock_guard lock(m_mutex);
    m_isWanted = true;
    m_changed.notify_all();
}

void FolderWatch::stop()
{
    const std::lock_guard lock(m_mutex);
    m_isWanted = false;
    m_cancel.finish();
    wakeAll();
}

void FolderWatch::restart()
{
    const std::lock_guard lock(m_mutex);
    m_isWanted = true;
    m_cancel.finish();
    wakeAll();
}

void FolderWatch::retryNow()
{
    m_context.isRetryWanted = true;
    m_context.wake.ring();
}

bool FolderWatch::awaitStopped(std::chrono::milliseconds patience) const
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, patience, [this] { return !m_isWanted && !m_isActive; });
}

void FolderWatch::awaitStopped() const
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_isWanted && !m_isActive; });
}

/// The thread's life: one stretch of watching after the other, as it is asked for.
void FolderWatch::live()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_isWanted || m_isEnding; });
        if (m_isEnding)
            return;
        m_isActive = true;
        m_cancel = CancelToken();
        const CancelToken cancel = m_cancel;
        lock.unlock();
        log(u"watch_started");
        const Status ended = watch(cancel);
        log(u"watch_stopped");
        if (ended)
            m_context.board.setState(WatchState::Stopped);
        else
            m_context.board.setState(WatchState::Error, ended.error());
        lock.lock();
        m_isActive = false;
        if (!cancel.isCancelled()) // it has ended by itself
            m_isWanted = false;
        m_changed.notify_all();
    }
}

/// Until it is cancelled; or, where it is to end by itself, until it has. Only then an error ends it.
Status FolderWatch::watch(const CancelToken& cancel)
{
    const bool isToEnd = m_context.options.until == WatchOptions::Until::AllTakenIn;
    while (!cancel.isCancelled()) {
        Status ended;
        try {
            ended = WatchSession(m_context, cancel).run();
        } catch (const std::exception& failure) {
            ended = Error{ErrorCode::Internal, m_context.folder.folder, QString::fromUtf8(failure.what()),
                          nullptr};
        }
        if (ended || isToEnd || cancel.isCancelled())
            return cancel.isCancelled() ? Status() : ended;
        m_context.environment.log.warning(u"watch_away",
                                          {{QStringLiteral("folder"), m_context.folder.folder},
                                           {QStringLiteral("error"), describeForLog(ended.error())}});
        m_context.board.setState(WatchState::Error, ended.error());
        sleep(m_context.options.retry);
    }
    return {};
}

void FolderWatch::log(QStringView event) const
{
    const WatchStatus status = m_context.board.status();
    m_context.environment.log.info(event, {{QStringLiteral("folder"), status.folder},
                                           {QStringLiteral("found"), status.found},
                                           {QStringLiteral("taken_in"), status.takenIn},
                                           {QStringLiteral("duplicates"), status.duplicates},
                                           {QStringLiteral("failed"), status.failed},
                                           {QStringLiteral("queue"), status.queue}});
}

void FolderWatch::sleep(std::chrono::milliseconds time) const
{
    pollfd wake = {m_context.wake.fd(), POLLIN, 0};
    if (::poll(&wake, 1, static_cast<int>(time.count())) > 0)
        m_context.wake.quiet();
}

} // namespace safelight
