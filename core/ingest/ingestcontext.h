#pragma once

#include "domain/project.h"
#include "ingest/claims.h"
#include "ingest/frame.h"
#include "ingest/ingestjob.h"
#include "storage/filereader.h"

#include <atomic>
#include <filesystem>
#include <string>

namespace safelight {

/// What all parts of one ingest share. Outlives every worker.
struct IngestContext
{
    IngestContext(const TaskEnvironment& taskEnvironment, const IngestRequest& ingestRequest,
                  const CancelToken& token);

    const TaskEnvironment& environment;
    const IngestRequest& request;
    CancelToken cancel;
    Project project;              ///< id 0 in the plan of a project that is not there yet
    std::filesystem::path folder; ///< the project's, absolute
    FileIdentity folderIdentity;  ///< of that folder when the run began: an empty mount point is another
    std::string tag;              ///< of the temporary files: the job's UUID
    std::atomic<qint64> bytesRead = 0;
    FileReader reader;
    DigestClaims digests;
    StemReservations stems;
    PlannedDigests planned;
    /// Set when the destination is full: no further frame is begun.
    std::atomic<bool> isFull = false;

    bool isMove() const { return request.transfer == IngestRequest::Transfer::Move; }
    /// Reads a source (FileReader::read); sets what was read of it.
    Status read(FrameFile& file, IncomingFile* copy) const;
    std::filesystem::path finalPath(const FrameFile& file) const { return folder / file.finalName; }
};

} // namespace safelight
