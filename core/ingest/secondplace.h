#pragma once

#include "ingest/frame.h"
#include "ingest/sourceroots.h"
#include "storage/volumesync.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace safelight {

struct IngestContext;

/// Where every frame gets its second copy: `<folder>/<project's folder>/<name below the project>`. Copies
/// are written and proven by the workers, and published by the committing thread, before the catalogue says
/// anything of them.
class SecondPlace
{
public:
    explicit SecondPlace(IngestContext& context) : m_context(context) {}

    /// Makes the folder itself where only it is missing. Errors: InvalidArgument (it lies in the library, a
    /// source, or has one in it), NotFound, NoSpace, those of writing.
    Status open(const SourceScan& scan);
    bool isWanted() const { return m_folder.has_value(); }
    const AwaitedFolder& folder() const { return *m_folder; }

    /// Writes and proves the second copy of a file that is stored, or is a duplicate of a stored one. What
    /// fails is noted in the file.
    void write(FrameFile& file);

    /// Syncs and publishes what was written of these frames.
    void publish(std::span<Frame> frames);
    /// Takes back what was published of a frame that is not committed.
    static void withdraw(Frame& frame);

private:
    Status refuseOverlap() const;
    ByteCount bytesNotThere(const SourceScan& scan, const std::filesystem::path& folder) const;
    Status writeOne(FrameFile& file, const std::filesystem::path& final);
    static std::filesystem::path placeOfBytes(const FrameFile& file);
    Status prove(FrameFile& file, IncomingFile& incoming) const;
    Status publishOne(FrameFile& file, bool isSynced);
    static void failAll(std::span<Frame> frames, const Error& error);
    Result<bool> isThisThere(const FrameFile& file, const std::filesystem::path& path) const;

    IngestContext& m_context;
    std::optional<AwaitedFolder> m_folder;
    std::optional<VolumeSync> m_sync;
};

} // namespace safelight
