#pragma once

#include "base/ids.h"
#include "domain/digest.h"
#include "domain/ingestitem.h"

#include <QDateTime>
#include <QString>
#include <QUuid>

#include <optional>

namespace safelight {

using ReceiptId = Id<struct ReceiptTag>;
using ReceiptItemId = Id<struct ReceiptItemTag>;

/// What a file at a source is, for the question whether the source may be erased.
enum class SourceMatter {
    Frame,        ///< a picture or one of its sidecars
    Unknown,      ///< not of a kind that is taken in: nobody but its owner can say whether it matters
    Housekeeping, ///< what cameras and computers write for themselves: indexes, logs, thumbnails of folders
    Made,         ///< a sidecar that the ingest made itself: not at the source at all
};
QString sourceMatterName(SourceMatter matter);
std::optional<SourceMatter> sourceMatterFromName(QStringView name);

/// What a file is that no decoder knows, by the name of the file and of the folder it lies in.
SourceMatter matterOf(std::string_view folder, std::string_view name);

/// What one ingest found at one source root (a card, a folder), and what became of it.
struct Receipt
{
    ReceiptId id;
    QUuid uuid;
    JobId job;           ///< invalid: it was forgotten
    ProjectId project;   ///< invalid: it was
    QString projectName; ///< at that time
    QString root;        ///< carried text: the folder, absolute; of single files the folder that they lay in
    QString volume;      ///< what names its volume for good (storage/volume.h); empty: nothing does
    QString volumeLabel;
    QString place;        ///< the root below its volume's mount point; `.`: itself
    bool isWhole = false; ///< all that lies below the root was looked at, not only some files of it
    bool isMove = false;
    int wantedPlaces = 1; ///< at how many places each frame has to be proven
    QString secondFolder;
    bool sharesVolume =
        false; ///< a copy that counts lies on the root's own volume, and would be erased with it
    bool isComplete = false; ///< everything that was found at the root has its item
    qint64 listed = 0;       ///< files that were found there when it was opened; 0: not counted
    QDateTime startedAt;
    QDateTime finishedAt; ///< invalid: it was interrupted
};

/// One file of a receipt.
struct ReceiptItem
{
    ReceiptItemId id;
    ReceiptId receipt;
    QString name; ///< carried text, below the root
    SourceMatter matter = SourceMatter::Frame;
    ByteCount size; ///< at the source
    qint64 mtimeNs = 0;
    Digest digest;   ///< of its bytes as they are stored, or were read; not known where they could not be
    Digest madeFrom; ///< of the source, where more is stored than that; not known: the same bytes
    IngestOutcome outcome = IngestOutcome::Failed;
    QString reason;      ///< an error code's name, then its detail; empty: none
    FileId file;         ///< the row of the stored file that has its bytes
    QString projectName; ///< of that file
    FileProof stored;    ///< in the library: the path is below that project's folder
    FileProof second;    ///< at the second place: the path is absolute
    bool isSourceRemoved = false;
    int counter = 0; ///< the number that its name was given; 0: none
    QDateTime settledAt;

    /// Whether its bytes were proven at so many places.
    bool isProvenAt(int places) const
    {
        return (stored.isProven() ? 1 : 0) + (second.isProven() ? 1 : 0) >= places;
    }
};

/// A receipt in numbers.
struct ReceiptSums
{
    qint64 found = 0;
    qint64 imported = 0;
    qint64 duplicates = 0;
    qint64 proven = 0;   ///< frames that are proven at as many places as were wanted
    qint64 unproven = 0; ///< frames that are not
    qint64 left = 0; ///< proven frames that lie at the source still, and not in the library any more, as far
                     ///< as the catalogue knows; what was rejected does not count
    qint64 unknown = 0; ///< files of kinds that are not taken in
    qint64 housekeeping = 0;
    ByteCount bytes; ///< of all that was found

    /// Nothing would be lost if the source, or the card that it is, were erased.
    bool isSafeToFormat(const Receipt& receipt) const
    {
        return receipt.isWhole && receipt.isComplete && !receipt.sharesVolume && unproven == 0 && left == 0 &&
               unknown == 0 && proven > 0 && found >= receipt.listed;
    }
};

} // namespace safelight
