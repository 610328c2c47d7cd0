#pragma once

#include "storage/incomingfile.h"
#include "tasks/task.h"
#include "tasks/taskenvironment.h"

#include <filesystem>
#include <vector>

namespace safelight {

/// What a person asked to have taken in.
struct IngestRequest
{
    enum class Transfer { Copy, Move };
    enum class OnDuplicate { Skip, Import };
    enum class OnConflict { Rename, Skip };

    /// Files and folders, as dropped. A folder keeps its own name below the project: `CARD/a.jpg` ->
    /// `<project>/CARD/a.jpg`.
    std::vector<std::filesystem::path> sources;
    /// What lies below it keeps its place: `<base>/day1/a.jpg` -> `<project>/day1/a.jpg`. Empty: none.
    std::filesystem::path base;
    QString projectName; ///< made where there is none
    Transfer transfer = Transfer::Copy;
    OnDuplicate onDuplicate = OnDuplicate::Skip;
    OnConflict onConflict = OnConflict::Rename;
    VerifyLevel verify = VerifyLevel::Digest;
    bool planOnly = false; ///< reads and decides, writes nothing

    QJsonObject toJson() const;
    /// Errors: InvalidArgument.
    static Result<IngestRequest> fromJson(const QJsonObject& object);
};

/// Takes pictures in (design: six stages, proof first). Blocks until it has ended; brings its own worker
/// threads.
///
/// Facts: ItemsIngested with exactly one item for each file that was found; PhotosPictured; ProjectsChanged
/// when the project is new. The result's summary: found, imported, duplicates, conflicts, skipped, failed,
/// bytes, duration_ms, photos_per_second. States: Done, DoneWithFailures, Cancelled; Refused with NoSpace,
/// ProjectOffline, LockedByOther or a catalogue's error and nothing done; Failed.
TaskResult runIngest(const TaskEnvironment& environment, const IngestRequest& request, TaskObserver& observer,
                     const CancelToken& cancel);

} // namespace safelight
