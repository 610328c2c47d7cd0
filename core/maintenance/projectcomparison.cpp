#include "maintenance/projectcomparison.h"

#include <QtConcurrent>

#include <algorithm>
#include <thread>

namespace safelight {

void ComparisonOutcome::add(const ComparisonOutcome& other)
{
    processed += other.processed;
    presentFiles += other.presentFiles;
    missingFiles += other.missingFiles;
    missingPhotos += other.missingPhotos;
    unreadable += other.unreadable;
    different.insert(different.end(), other.different.begin(), other.different.end());
}

ProjectComparison::ProjectComparison(Connection& connection, ProjectId project, PhotoId from,
                                     const FolderNames& names, const FileHandle& folder,
                                     const Options& options, const CancelToken& cancel)
    : m_connection(connection),
      m_project(project),
      m_names(names),
      m_folder(folder),
      m_options(options),
      m_cancel(cancel),
      m_next(Cursor{Listing::Photos, project.value, from.value})
{
    m_reached.photo = from;
}

Status ProjectComparison::run(const OnPage& onPage)
{
    m_helper.setMaxThreadCount(1);
    const Status ended = comparePages(m_connection, onPage);
    if (!ended)
        stop();
    m_helper.waitForDone();
    SAFELIGHT_TRY(ended);
    SAFELIGHT_TRY(m_helperStatus);
    return onPage(m_processed); // with what the helper did last
}

ProjectComparison::Reached ProjectComparison::reached()
{
    const std::lock_guard lock(m_sumMutex);
    return std::exchange(m_reached, Reached{m_reached.photo, {}});
}

/// On the second thread, with a connection of its own.
void ProjectComparison::helpOut()
{
    try {
        Connection connection(m_connection.location());
        m_helperStatus = connection.open(Connection::Mode::ReadWrite, m_options.busyTimeout);
        if (m_helperStatus)
            m_helperStatus = connection.limitCache();
        if (m_helperStatus)
            m_helperStatus = comparePages(connection, {});
    } catch (const std::exception& failure) {
        m_helperStatus = Error{ErrorCode::Internal, {}, QString::fromUtf8(failure.what()), nullptr};
    }
    if (!m_helperStatus)
        stop();
}

ProjectComparison::Worker ProjectComparison::workerOn(Connection& connection) const
{
    return {PhotoRepository(connection), PhotoComparer(m_names, m_folder), {}, 0};
}

/// Until no page is left. Only the thread that has somebody to tell asks for help.
Status ProjectComparison::comparePages(Connection& connection, const OnPage& onPage)
{
    Worker worker = workerOn(connection);
    bool mayAskForHelp = onPage != nullptr;
    while (true) {
        auto isTaken = takePage(worker);
        if (!isTaken || !*isTaken)
            return isTaken ? Status() : Status(isTaken.error());
        if (mayAskForHelp && worker.page.next)
            (void)QtConcurrent::run(&m_helper, [this] { helpOut(); });
        mayAskForHelp = false;
        SAFELIGHT_ASSIGN(auto outcome, compare(worker));
        const qint64 processed = add(worker, std::move(outcome));
        if (onPage)
            SAFELIGHT_TRY(onPage(processed));
        if (m_options.yieldEveryChunk)
            std::this_thread::yield();
    }
}

/// Reads the photos of the next page; false when there is none.
Result<bool> ProjectComparison::takePage(Worker& worker)
{
    const std::lock_guard lock(m_pageMutex);
    if (m_cancel.isCancelled())
        return Error{ErrorCode::Cancelled, {}, {}, nullptr};
    const auto from = std::exchange(m_next, std::nullopt);
    if (!from)
        return false;
    SAFELIGHT_TRY(worker.photos.readPhotos(*from, m_options.chunkSize, worker.page));
    m_next = worker.page.next;
    worker.number = m_taken++;
    return true;
}

Result<ComparisonOutcome> ProjectComparison::compare(Worker& worker) const
{
    SAFELIGHT_TRY(worker.photos.readFiles(m_project, worker.page));
    ComparisonOutcome outcome;
    const int unreadableBefore = worker.comparer.unreadable();
    for (const CheckedPhoto& photo : worker.page.photos) {
        outcome.presentFiles += std::ranges::count_if(photo.files, &CheckedFile::isPresent);
        if (worker.comparer.agrees(photo))
            continue;
        if (m_cancel.isCancelled())
            return Error{ErrorCode::Cancelled, {}, {}, nullptr};
        const PhotoDifference difference = worker.comparer.difference(photo);
        if (!difference.isAny())
            continue;
        outcome.different.push_back(photo.id);
        outcome.missingFiles += difference.missingFiles();
        outcome.missingPhotos += difference.after.lostSince(difference.before) ? 1 : 0;
    }
    outcome.processed = static_cast<qint64>(worker.page.photos.size());
    outcome.unreadable = worker.comparer.unreadable() - unreadableBefore;
    return outcome;
}

/// Returns how many photos have been compared so far, in whatever order.
qint64 ProjectComparison::add(const Worker& worker, ComparisonOutcome page)
{
    const std::lock_guard lock(m_sumMutex);
    m_processed += page.processed;
    const PhotoId last = worker.page.photos.empty() ? PhotoId() : worker.page.photos.back().id;
    m_ahead.emplace(worker.number, Reached{last, std::move(page)});
    for (auto next = m_ahead.find(m_inOrder); next != m_ahead.end(); next = m_ahead.find(m_inOrder)) {
        m_reached.photo = std::max(m_reached.photo, next->second.photo);
        m_reached.outcome.add(next->second.outcome);
        m_ahead.erase(next);
        ++m_inOrder;
    }
    return m_processed;
}

/// Nobody takes a further page.
void ProjectComparison::stop()
{
    const std::lock_guard lock(m_pageMutex);
    m_next.reset();
}

} // namespace safelight
