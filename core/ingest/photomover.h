#pragma once

#include "db/connection.h"
#include "ingest/frame.h"
#include "ingest/ingestcontext.h"

#include <set>
#include <span>
#include <vector>

namespace safelight {

/// Moves a photo that another project has into this one, with all its files, when a frame with its bytes is
/// taken in and that was asked for. A second name for each file, or a proven copy where the projects lie on
/// different volumes; then its rows move, in the transaction of its frame; then the old names go
/// (tasks/departures.h). Each function runs on the thread of its connection: of a worker up to write(), of
/// the committing thread from isStillTrue() on.
class PhotoMover
{
public:
    PhotoMover(IngestContext& context, Connection& connection) : m_context(context), m_connection(connection)
    {
    }

    /// Sets `frame.move` where the frame's bytes are a photo's of another project. What else the frame has
    /// joins it, but for files whose names that photo has already.
    Status choose(Frame& frame) const;
    /// The frame has its stem: so has the photo that is moved. Without one it stays where it is.
    void takeNames(Frame& frame) const;
    /// The photo's files under temporary names. When that fails, the photo stays where it is, and with it
    /// whatever of the frame is not stored yet.
    void write(Frame& frame) const;

    Result<bool> isStillTrue(const Frame& frame) const;
    Status publish(Frame& frame) const;
    /// In the frame's transaction.
    Status moveRows(Frame& frame) const;
    /// After the commit: the old names go, and both projects are told of.
    void leave(std::span<Frame> group) const;

    /// Takes back what was published; the photo is where it was, in its rows as well.
    static void withdraw(Frame& frame);
    /// The same, and says why.
    static void giveUp(Frame& frame, const Error& reason);

private:
    Status chooseAmong(Frame& frame, const StoredFile& elsewhere) const;
    void settleNamesakes(Frame& frame) const;
    Status writeOne(const PhotoMove& move, MovedFile& file) const;
    Status writeFrom(const std::filesystem::path& path, MovedFile& file) const;

    IngestContext& m_context;
    Connection& m_connection;
};

} // namespace safelight
