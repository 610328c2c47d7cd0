#pragma once

#include "db/connection.h"
#include "ingest/frame.h"
#include "ingest/receiptbook.h"

#include <vector>

namespace safelight {

struct IngestContext;

/// Removes the sources of what was moved, after the commit that made it safe. Belongs to the committing
/// thread.
class SourceRemoval
{
public:
    SourceRemoval(IngestContext& context, Connection& connection, ReceiptBook& receipts)
        : m_context(context), m_connection(connection), m_receipts(receipts)
    {
    }

    /// Removes those that are proven at as many places as were wanted, and notes it in their receipts: of
    /// what is stored now, and of duplicates whose stored file exists now and keeps all of the source
    /// (isKeptIn()). Each item's reason says why a source stays.
    void remove(std::vector<Frame>& group);
    /// Nothing is removed of a group whose rows may be lost; in a move, the items say so.
    void keepAll(std::vector<Frame>& group, const Error& reason) const;

private:
    static bool isTorn(const Frame& frame);
    std::vector<FrameFile*> keepSources(Frame& frame, const Error& reason) const;
    void removeOne(FrameFile& file);
    void removeStoredSource(FrameFile& file);
    void removeDuplicateSource(FrameFile& file);
    void noteDamage(FileId stored);
    bool isNotStoredItself(FrameFile& file) const;
    Result<bool> isStoredFile(const FrameFile& file) const;
    bool isSourceDispensable(const FrameFile& file) const;

    IngestContext& m_context;
    Connection& m_connection;
    ReceiptBook& m_receipts;
};

} // namespace safelight
