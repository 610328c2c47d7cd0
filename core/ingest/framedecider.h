#pragma once

#include "db/connection.h"
#include "ingest/frame.h"
#include "ingest/ingestcontext.h"

#include <filesystem>
#include <map>

namespace safelight {

/// Decides what becomes of each file of a frame: duplicate, or stored under which name, or left. Runs under
/// the claim on the frame's digests, on a worker's own connection; changes no file and no row.
class FrameDecider
{
public:
    FrameDecider(IngestContext& context, Connection& connection)
        : m_context(context), m_connection(connection)
    {
    }

    /// The first half: which files are stored already. Leaves those.
    Status findDuplicates(Frame& frame);

    /// The second half, with the metadata of what is left in `frame.metadata`. Afterwards each file's fate is
    /// decided, stored ones have their final name, and the frame's stem is reserved. Errors: the catalogue's,
    /// and those of comparing with what lies at the destination.
    Status chooseNames(Frame& frame);

private:
    enum class Verdict { Free, Completes, Taken };
    struct Candidate
    {
        Verdict verdict = Verdict::Taken;
        PhotoId photo; ///< when it completes one
    };

    Status placeThoseInside(Frame& frame);
    Status findDuplicate(FrameFile& file);
    void leaveRepeated(Frame& frame) const;
    Status leaveRejected(FrameFile& file) const;
    Result<bool> isPendingRow(FrameFile& file) const;
    Result<bool> isStoredNow(const StoredFile& stored, bool& isOffline) const;
    FileProof proofOf(const FrameFile& file, const StoredFile& stored) const;
    void markDuplicate(FrameFile& file, const StoredFile& stored, std::optional<Error> reason) const;

    std::string baseStem(Frame& frame, bool& isElsewhere) const;
    std::string templatedStem(Frame& frame) const;
    Status settleSidecars(Frame& frame, const std::string& base);
    Status nameFrame(Frame& frame, const std::string& base);
    Result<Candidate> tryStem(Frame& frame, const std::string& stem);
    Result<bool> isNameFree(const FrameFile& file, const std::string& name, bool& isAdopted) const;
    bool isAnchored(const Frame& frame, const Photo& photo) const;
    bool belongsTogether(const Frame& frame, const Photo& photo) const;
    void take(Frame& frame, const std::string& base, const std::string& stem,
              const Candidate& candidate) const;
    void leaveConflicts(Frame& frame, const std::string& stem) const;

    const std::filesystem::path& canonicalFolder(const std::filesystem::path& folder);

    IngestContext& m_context;
    Connection& m_connection;
    std::map<std::filesystem::path, std::filesystem::path> m_canonicalFolders; ///< asked for before
};

} // namespace safelight
