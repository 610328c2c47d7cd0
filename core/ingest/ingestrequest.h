#pragma once

#include "base/result.h"
#include "domain/addedmetadata.h"
#include "domain/job.h"
#include "ingest/ingestorder.h"
#include "storage/incomingfile.h"

#include <QJsonObject>

#include <chrono>
#include <filesystem>
#include <vector>

namespace safelight {

/// What a person asked to have taken in.
struct IngestRequest
{
    enum class Transfer { Copy, Move };
    enum class OnDuplicate { Skip, Import };
    /// When the frame's photo is another's: its name is taken, or, for `MoveHere`, another project has its
    /// bytes. Then that photo is moved into this project; names that are taken here are dealt with as by
    /// `Rename`.
    enum class OnConflict { Rename, Skip, MoveHere };
    enum class OnRejected { Skip, Import };

    /// Files and folders, as dropped. A folder keeps its own name below the project: `CARD/a.jpg` ->
    /// `<project>/CARD/a.jpg`.
    std::vector<std::filesystem::path> sources;
    /// What lies below it keeps its place: `<base>/day1/a.jpg` -> `<project>/day1/a.jpg`. Empty: none.
    std::filesystem::path base;
    /// Files among these that are left where they are.
    std::vector<std::filesystem::path> excluded;
    QString projectName; ///< made where there is none

    Transfer transfer = Transfer::Copy;
    OnDuplicate onDuplicate = OnDuplicate::Skip;
    OnConflict onConflict = OnConflict::Rename;
    OnRejected onRejected = OnRejected::Skip;
    VerifyLevel verify = VerifyLevel::Digest;
    IngestOrder order = IngestOrder::AsFound;

    /// Templates (domain/nametemplate.h) of the subfolder below the project and of the names; empty: as at
    /// the source. All files of a photo get the same name. What completes a photo that is there joins it
    /// instead.
    QString folderTemplate;
    QString nameTemplate;
    int firstNumber = 1; ///< what {counter} begins with

    /// Where every frame gets a second copy, below a folder named as the project's; empty: nowhere.
    std::filesystem::path secondFolder;
    VerifyLevel secondVerify = VerifyLevel::Digest;

    /// Written into the sidecars of photos that are new; one is made where there is none.
    AddedMetadata added;

    bool planOnly = false; ///< reads and decides, writes nothing
    JobId resumes;         ///< the job that this goes on with; invalid: none

    int wantedPlaces() const { return secondFolder.empty() ? 1 : 2; }

    /// About how long so many bytes will take, from how fast the source can be read.
    std::chrono::milliseconds timeFor(ByteCount bytes, double readBytesPerSecond) const;

    /// Without `planOnly` and `resumes`.
    QJsonObject toJson() const;
    /// Errors: InvalidArgument.
    static Result<IngestRequest> fromJson(const QJsonObject& object);
};

} // namespace safelight
