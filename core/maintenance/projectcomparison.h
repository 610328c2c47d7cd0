#pragma once

#include "base/canceltoken.h"
#include "maintenance/photodifference.h"

#include <QThreadPool>

#include <chrono>
#include <functional>
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
/// own. The second thread is started when there is a second page. Memory: a page for each thread, and 8 bytes
/// for each photo that differs.
class ProjectComparison
{
public:
    struct Options
    {
        int chunkSize = 2000;
        bool yieldEveryChunk = true;
        std::chrono::milliseconds busyTimeout = Connection::kBusyTimeout;
    };
    using OnPage = std::function<void(qint64 processed)>;

    /// All but the options outlive the comparison. `folder` is the project's folder, held open.
    ProjectComparison(Connection& connection, ProjectId project, const FolderNames& names,
                      const FileHandle& folder, const Options& options, const CancelToken& cancel);

    /// `onPage` is called on this thread. Errors: Cancelled, those of the catalogue.
    Result<ComparisonOutcome> run(const OnPage& onPage);

private:
    /// What one of the threads works with.
    struct Worker
    {
        PhotoRepository photos;
        PhotoComparer comparer;
        CheckPage page;
    };
    Worker workerOn(Connection& connection) const;

    void helpOut();
    Status comparePages(Connection& connection, const OnPage& onPage);
    Result<bool> takePage(Worker& worker);
    Result<ComparisonOutcome> compare(Worker& worker) const;
    qint64 add(const ComparisonOutcome& page);
    void stop();

    Connection& m_connection;
    ProjectId m_project;
    const FolderNames& m_names;
    const FileHandle& m_folder;
    Options m_options;
    CancelToken m_cancel;

    std::mutex m_pageMutex;
    std::optional<Cursor> m_next; // guarded by m_pageMutex: none after the last page, and after an error
    std::mutex m_sumMutex;
    ComparisonOutcome m_sum; // guarded by m_sumMutex
    Status m_helperStatus;   // written by the helper, read when it has ended
    QThreadPool m_helper;    // last: waits for its thread, which uses the rest
};

} // namespace safelight
