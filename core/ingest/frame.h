#pragma once

#include "catalog/filerepository.h"
#include "domain/ingestitem.h"
#include "domain/photo.h"
#include "ingest/sourcescan.h"
#include "media/picturemaker.h"
#include "storage/filereader.h"
#include "storage/incomingfile.h"

#include <QByteArray>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace safelight {

/// A picture that is being made from a frame's file while the frame goes on. The decoder fills it in and then
/// sets `isDone`; everything else belongs to the committing thread.
struct PictureSlot
{
    std::atomic<bool> isDone = false;
    PictureOutcome outcome; ///< valid once isDone
    FileId file;            ///< its row, once committed
    PhotoId photo;
    bool isOrdered = false;  ///< a decoder has it, or will
    bool isInserted = false; ///< the outcome went into the row when it was inserted
    bool isTold = false;     ///< its item was told before: only a damage is news
    IngestItem item;         ///< told when the outcome is known
};

/// A file's second copy on its way.
struct SecondCopy
{
    std::optional<IncomingFile> incoming;
    std::filesystem::path path;
    bool isInPlace = false; ///< it lay there already, with these bytes
    bool isPublished = false;
    std::optional<Error> failure;

    /// Takes back what was published; a file that lay there before stays.
    void withdraw()
    {
        if (isPublished && incoming)
            incoming->withdraw();
    }
};

/// What a sidecar of a new photo becomes: what a person said of all pictures is put in.
struct SidecarAddition
{
    QByteArray bytes;
    Digest digest;
    std::optional<Error> failure; ///< it stays as it is; `bytes` and `digest` mean nothing
};

/// One file of a frame on its way in.
struct FrameFile
{
    enum class Fate {
        Undecided,
        Store, ///< gets a row; `incoming` holds its bytes, unless it lies in place
        Leave, ///< stays where it is; `item` says why
    };

    SourceFile source;
    FileIdentity identity; ///< of the source when it was read
    Digest digest;         ///< of the bytes that are, or will be, stored
    Digest madeFrom;       ///< of the source, where it has other bytes than that; else not known
    QByteArray bytes;      ///< the whole file, when it is small enough to be held
    /// Of a duplicate that was stored with more in it: where those bytes are while the frame is decided.
    std::filesystem::path storedAt;
    bool isMade = false; ///< a sidecar that no source has: `source` says where it would lie
    std::optional<SidecarAddition> addition; ///< until its name is chosen
    std::optional<IncomingFile> incoming;

    Fate fate = Fate::Undecided;
    std::string finalName;         ///< below the project's folder
    bool isInPlace = false;        ///< it lies under its final name already, with these bytes
    bool isItself = false;         ///< that is the source itself: no copy of it
    std::vector<FileId> impostors; ///< rows of these bytes whose files have others
    FileId restores;               ///< the row of the same bytes, whose file had gone
    std::optional<StoredFile> duplicateOf;
    std::optional<std::size_t> twin; ///< the file of this frame that has the same bytes and comes first
    IngestItem item;
    int orientation = 1;
    int counter = 0;           ///< the number in its name; 0: none
    FileId row;                ///< once it is inserted
    ReceiptItemId receiptItem; ///< once it is inserted

    std::optional<SecondCopy> second; ///< where one is wanted

    std::shared_ptr<PictureSlot> picture;

    /// What was read of the source.
    void takeContent(FileContent content);
    const Digest& sourceDigest() const { return madeFrom.isKnown() ? madeFrom : digest; }
    /// The bytes that are stored if the addition is made.
    const Digest& addedDigest() const { return addition && !addition->failure ? addition->digest : digest; }
    /// What is stored has the addition from now on, or the item says why not.
    void takeAddition();

    bool isUndecided() const { return fate == Fate::Undecided; }
    /// It stays where it is.
    void leave(IngestOutcome outcome, std::optional<Error> reason);
    /// It could not be stored; its copies go.
    void fail(const Error& error);
    bool isSidecar() const { return source.format.kind == FileKind::Sidecar; }
};

/// A file of a photo that comes from another project.
struct MovedFile
{
    PhotoFile was;
    FileIdentity identity;                ///< where it lies still, when it was read
    Digest digest;                        ///< as it was read; unknown: it is gone, and its row goes along
    std::string name;                     ///< below this project's folder
    std::optional<IncomingFile> incoming; ///< a second name of it, or a copy
    bool isInPlace = false;               ///< it lies under that name already, as after a crash
    DepartureId departure;                ///< once its row has moved

    bool isHere() const { return isInPlace || incoming.has_value(); }
};

/// A photo of another project that has a frame's bytes, and is moved into this one.
struct PhotoMove
{
    Photo was;
    Project from;
    std::vector<MovedFile> files;
};

/// One frame on its way in: read, decided, written, and then committed as a whole.
struct Frame
{
    std::string stem;              ///< as dropped
    std::string finalStem;         ///< as stored; empty when nothing of it is stored
    PhotoId existing;              ///< the photo that it completes
    std::optional<PhotoMove> move; ///< of that photo, from another project
    std::vector<FrameFile> files;
    PhotoMetadata metadata;
    std::vector<Digest> claimed;
    std::string reservedStem;
    qint64 ticket = 0; ///< SourceFrame::ticket
    int attempts = 0;
    bool isStale = false; ///< what was decided is not true any more: it begins anew

    /// Whether anything of it, or of a photo that is moved for it, is to be stored.
    bool isAnyStored() const
    {
        return move || std::ranges::any_of(
                           files, [](const FrameFile& file) { return file.fate == FrameFile::Fate::Store; });
    }
    /// Whether the file was found at a source, or something has to be said of it all the same.
    bool isTold(const FrameFile& file) const;
    /// A sidecar that was to be made, and will not be, is as if it had never been.
    void dropUnmade();
};

/// A frame that was found, as it sets out into a project.
Frame frameOf(SourceFrame source, ProjectId project);

} // namespace safelight
