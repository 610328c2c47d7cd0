#pragma once

#include "domain/nametemplate.h"
#include "domain/project.h"
#include "ingest/claims.h"
#include "ingest/frame.h"
#include "ingest/framequeue.h"
#include "ingest/ingestjob.h"
#include "ingest/secondplace.h"
#include "ingest/sourceroots.h"
#include "storage/filereader.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace safelight {

/// The project's folder while an ingest writes to it.
class Destination
{
public:
    explicit Destination(const Project& project) : m_project(project) {}

    /// Takes the folder as it is now for the project's.
    Status settle(const std::filesystem::path& folder);
    const std::filesystem::path& folder() const { return m_folder; }
    /// Whether the same folder lies there, and its device was not pulled out: two system calls.
    bool seemsThere() const;
    /// Waits until a folder with the project's manifest lies there, and takes that one. False: it did not
    /// come, or the wait was cancelled.
    bool awaitBack(const AwaitPolicy& policy);

private:
    static std::filesystem::path deviceOf(const std::filesystem::path& folder);

    const Project& m_project;
    std::filesystem::path m_folder;
    mutable std::mutex m_mutex;
    FileIdentity m_identity; // guarded by m_mutex
    /// Guarded by m_mutex: the node that goes when it is pulled out, long before its mount does; empty: none.
    std::filesystem::path m_device;
};

/// What all parts of one ingest share. Outlives every worker.
struct IngestContext
{
    IngestContext(const TaskEnvironment& taskEnvironment, const IngestRequest& ingestRequest,
                  const CancelToken& token, TaskObserver& taskObserver);

    const TaskEnvironment& environment;
    const IngestRequest& request;
    CancelToken cancel;
    TaskObserver& observer;
    Project project;              ///< id 0 in the plan of a project that is not there yet
    std::filesystem::path folder; ///< the project's, absolute
    Destination destination;
    SecondPlace second;
    std::optional<SourceRoots> roots;
    FrameQueue queue;
    std::string tag; ///< of the temporary files: the job's UUID
    std::atomic<qint64> bytesRead = 0;
    FileReader reader;
    DigestClaims digests;
    StemReservations stems;
    PlannedDigests planned;
    std::optional<NameTemplate> folderTemplate;
    std::optional<NameTemplate> nameTemplate;
    NumberingTurns turns;
    bool hasRejected = false;          ///< whether the catalogue knows of any photo that was rejected
    std::atomic<bool> canClone = true; ///< until the file system has said that it cannot

    bool isMove() const { return request.transfer == IngestRequest::Transfer::Move; }
    /// What was asked for, but never less than bytes where a source is removed on the strength of it.
    VerifyLevel verifyLevel() const { return atLeastBytes(request.verify); }
    VerifyLevel secondVerifyLevel() const { return atLeastBytes(request.secondVerify); }
    /// Reads a source (FileReader::read); sets what was read of it.
    Status read(FrameFile& file, IncomingFile* copy) const;
    /// The same for a plan (FileReader::foresee).
    Status foresee(FrameFile& file, const KnownMd5& known) const;
    std::filesystem::path finalPath(const FrameFile& file) const { return folder / file.finalName; }
    AwaitPolicy awaitPolicy() const;
    VerifyLevel atLeastBytes(VerifyLevel level) const
    {
        return isMove() ? std::max(level, VerifyLevel::Digest) : level;
    }
    /// Errors: InvalidArgument.
    Status parseTemplates();
    bool isNumbered() const;

    /// Set once a disk was taken away: what was written there then could not be removed.
    std::atomic<bool> wasAway = false;

    /// No further frame is begun; the first reason stays.
    void stop(const Error& reason);
    std::optional<Error> stopReason() const;

private:
    mutable std::mutex m_stopMutex;
    std::optional<Error> m_stopReason; // guarded by m_stopMutex
};

} // namespace safelight
