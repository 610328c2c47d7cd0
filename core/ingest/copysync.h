#pragma once

#include "ingest/frame.h"
#include "storage/volumesync.h"

#include <vector>

namespace safelight {

struct IngestContext;

/// Makes the copies of a group of frames durable, in the project's folder.
class CopySync
{
public:
    /// To be made before the first copy is written.
    explicit CopySync(IngestContext& context);

    /// The bytes of all that is to be stored. What could not be synced is copied again from its source, and
    /// fails if that does not help.
    void sync(std::vector<Frame>& group);
    /// The names that were given and taken away.
    Status syncNames(std::vector<Frame>& group);

private:
    Status syncAdopted(const FrameFile& file);
    static Status syncMoved(Frame& frame);
    Status copyAgain(FrameFile& file);

    IngestContext& m_context;
    VolumeSync m_sync;
};

} // namespace safelight
