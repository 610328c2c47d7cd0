#pragma once

#include "db/connection.h"
#include "ingest/frame.h"
#include "ingest/ingestcontext.h"

#include <string>

namespace safelight {

/// Decides under which name each file of a frame is stored that is not stored already. Runs under the claim
/// on the frame's digests, on a worker's own connection; changes no file and no row.
class FrameNamer
{
public:
    FrameNamer(IngestContext& context, Connection& connection) : m_context(context), m_connection(connection)
    {
    }

    /// With the metadata of what is left in `frame.metadata`. Afterwards each file's fate is decided, stored
    /// ones have their final name, and the frame's stem is reserved. Errors: the catalogue's, and those of
    /// comparing with what lies at the destination.
    Status chooseNames(Frame& frame);

private:
    enum class Verdict { Free, Completes, Taken };
    struct Candidate
    {
        Verdict verdict = Verdict::Taken;
        PhotoId photo;          ///< when it completes one
        bool isWritten = false; ///< sidecars get what is to be added
        bool isMade = false;    ///< the one that is to be made is
    };

    std::string baseStem(Frame& frame, bool& isElsewhere) const;
    std::string templatedStem(Frame& frame) const;
    Result<bool> isAsStored(const PhotoFile& row, const std::filesystem::path& path) const;
    Status settleSidecars(Frame& frame, const std::string& base);
    Status nameFrame(Frame& frame, const std::string& base);
    Result<Candidate> tryStem(Frame& frame, const std::string& stem);
    Result<bool> isNameFree(const Digest& digest, const std::string& name, bool& isAdopted) const;
    Result<bool> areMovedNamesFree(PhotoMove& move, const std::string& stem) const;
    Result<bool> placeMadeAgain(FrameFile& file, const std::string& name) const;
    bool isAnchored(const Frame& frame, const Photo& photo) const;
    bool belongsTogether(const Frame& frame, const Photo& photo) const;
    void take(Frame& frame, const std::string& base, const std::string& stem,
              const Candidate& candidate) const;
    void leaveConflicts(Frame& frame, const std::string& stem) const;

    IngestContext& m_context;
    Connection& m_connection;
};

} // namespace safelight
