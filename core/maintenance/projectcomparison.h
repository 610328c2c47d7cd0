#pragma once

#include "base/canceltoken.h"
#include "maintenance/photodifference.h"

#include <QThreadPool>

#include <chrono>
#include <functional>
#include <map>
#include <mutex>

namespace safelight {

/// What the rows of a project and the names of its folder have in common, and what not.
struct ComparisonOutcome
{
    qint64 processed = 0;
    qint64 presentFiles = 0; ///< by their rows
    qint64 missingFiles = 0;
    qint64 missingPhotos = 0; ///< that would lose one of their flags
    int unreadable = 0;       ///< files of which the disk would not say whether they are there
    std::vector<PhotoId> different;

    void add(const ComparisonOutcome& other);
};

/// The first pass of the manifest check: all rows of a project, a page at a time, beside a listing of its
/// folder. Writes nothing.
///
/// Most of the time goes into reading rows, so two threads share the pages: each takes the next one under a
/// lock (its photos, which tell where the following page begins), then reads its files and compares on its
/// own. The second thread is started when there is a second page. Pages may end out of their order; what is
/// told is summed up in order, so that a comparison which stops can go on from `reached()`. Memory: a page
/// for each thread, and 8 bytes for each photo that differs.
class ProjectComparison
{
public:
    struct Options
    {
        int chunkSize = 2000;
        bool yieldEveryChunk = true;
        std::chrono::milliseconds busyTimeout = Connection::kBusyTimeout;
    };
    using OnPage = std::function<Status(qint64 processed)>;

    /// All but the options outlive the comparison. `folder` is the project's folder, held open. `from`: after
    /// this photo, by id.
    ProjectComparison(Connection& connection, ProjectId project, PhotoId from, const FolderNames& names,
                      const FileHandle& folder, const Options& options, const CancelToken& cancel);

    /// `onPage` is called on this thread. Errors: Cancelled, those of the catalogue and of `onPage`.
    Status run(const OnPage& onPage);

    /// Everything up to a photo: what came of it since this was last asked.
    struct Reached
    {
        PhotoId photo; ///< the last one that was compared, with all before it
        ComparisonOutcome outcome;
    };
    Reached reached();

private:
    /// What one of the threads works with.
    struct Worker
    {
        PhotoRepository photos;
        PhotoComparer comparer;
        CheckPage page;
        qint64 number = 0; ///< of the page
    };
    Worker workerOn(Connection& connection) const;

    void helpOut();
    Status comparePages(Connection& connection, const OnPage& onPage);
    Result<bool> takePage(Worker& worker);
    Result<ComparisonOutcome> compare(Worker& worker) const;
    qint64 add(const Worker& worker, ComparisonOutcome page);
    void stop();

    Connection& m_connection;
    ProjectId m_project;
    const FolderNames& m_names;
    const FileHandle& m_folder;
    Options m_options;
    CancelToken m_cancel;

    std::mutex m_pageMutex;
    std::optional<Cursor> m_next; // guarded by m_pageMutex: none after the last page, and after an error
    qint64 m_taken = 0;           // guarded by m_pageMutex: pages
    std::mutex m_sumMutex;
    std::map<qint64, Reached> m_ahead; // guarded by m_sumMutex: pages that ended before the one before them
    qint64 m_inOrder = 0;              // guarded by m_sumMutex: pages in m_reached, ever
    qint64 m_processed = 0;            // guarded by m_sumMutex: photos of all pages
    Reached m_reached;                 // guarded by m_sumMutex
    Status m_helperStatus;             // written by the helper, read when it has ended
    QThreadPool m_helper;              // last: waits for its thread, which uses the rest
};

} // namespace safelight
