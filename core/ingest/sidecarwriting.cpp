#include "ingest/sidecarwriting.h"

#include "base/pathtext.h"
#include "base/units.h"
#include "ingest/ingestcontext.h"
#include "media/xmpsidecar.h"
#include "storage/digester.h"
#include "storage/fileio.h"

#include <algorithm>

namespace safelight {

namespace {

constexpr ByteCount kLargestSidecar{16 * kBytesPerMiB}; // what xmpWith() takes
constexpr std::string_view kXmpEnding = ".xmp";

bool isXmp(const FrameFile& file)
{
    return file.source.format.extension == "xmp";
}

Error notAdded(const FrameFile& file, const Error& cause)
{
    const QString code = errorCodeName(cause.code);
    const QString detail = cause.detail.isEmpty() ? code : code + u": " + cause.detail;
    return cause.wrappedIn({ErrorCode::MetadataNotAdded, file.item.path, detail, nullptr});
}

Result<QByteArray> smallFile(const std::filesystem::path& path)
{
    SAFELIGHT_ASSIGN(const std::string bytes, readSmallFile(path, kLargestSidecar));
    return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

/// The source's bytes, which must be those that were digested.
Result<QByteArray> sourceBytes(const IngestContext& context, const FrameFile& file)
{
    if (!file.bytes.isEmpty() && !file.madeFrom.isKnown())
        return file.bytes;
    if (file.sourceDigest().size > kLargestSidecar)
        return Error{ErrorCode::Unsupported, file.item.path, QStringLiteral("too large"), nullptr};
    const DeviceGate::Turn turn(context.roots->gate(file.source.root));
    SAFELIGHT_ASSIGN(QByteArray bytes, smallFile(file.source.path));
    if (Digester::of(bytes) != file.sourceDigest())
        return Error{ErrorCode::ChangedWhileRead, file.item.path, {}, nullptr};
    return bytes;
}

SidecarAddition failed(const FrameFile& file, const Error& cause)
{
    return {{}, {}, notAdded(file, cause)};
}

std::optional<SidecarAddition> additionTo(const IngestContext& context, const FrameFile& file)
{
    if (file.isInPlace)
        return failed(file,
                      {ErrorCode::AlreadyExists, {}, QStringLiteral("it lies in the project"), nullptr});
    const auto source = sourceBytes(context, file);
    if (!source)
        return failed(file, source.error());
    auto written = xmpWith(*source, context.request.added);
    if (!written)
        return failed(file, written.error());
    if (*written == *source)
        return std::nullopt;
    const Digest digest = Digester::of(*written);
    return SidecarAddition{*std::move(written), digest, std::nullopt};
}

/// The place that the sidecar of the frame would have at the source: beside its first file.
std::filesystem::path madePath(const Frame& frame)
{
    const auto name = std::filesystem::path(frame.stem).filename().native() + std::string(kXmpEnding);
    return frame.files.front().source.path.parent_path() / name;
}

/// One that no source has.
FrameFile madeFile(const Frame& frame)
{
    const FrameFile& first = frame.files.front();
    FrameFile made;
    made.isMade = true;
    made.source.path = madePath(frame);
    made.source.relative = frame.stem + std::string(kXmpEnding);
    made.source.format = *formatForEnding(kXmpEnding);
    made.source.root = first.source.root;
    made.item.project = first.item.project;
    return made;
}

void makeSidecar(const IngestContext& context, Frame& frame)
{
    auto written = xmpWith({}, context.request.added);
    if (!written || written->isEmpty())
        return; // blanks alone: there is nothing to say
    FrameFile made = madeFile(frame);
    made.identity.mtimeNs = frame.files.front().identity.mtimeNs; // the same in each attempt
    made.item.path = pathToText(context.folder / made.source.relative);
    made.madeFrom = Digester::of({});
    made.digest = Digester::of(*written);
    made.bytes = *std::move(written);
    frame.files.push_back(std::move(made));
}

} // namespace

void prepareAddition(const IngestContext& context, Frame& frame)
{
    if (context.request.added.isEmpty() || frame.move)
        return; // a photo that is moved here is not new
    for (FrameFile& file : frame.files) {
        if (isXmp(file) && file.isUndecided())
            file.addition = additionTo(context, file);
    }
    const bool hasVariant = std::ranges::any_of(
        frame.files, [](const FrameFile& file) { return file.isUndecided() && !file.isSidecar(); });
    // One that could not be read, or was left out by a person, comes later: its name is kept for it.
    if (hasVariant && std::ranges::none_of(frame.files, isXmp) && isSurelyGone(madePath(frame)))
        makeSidecar(context, frame);
}

Status recallMadeSidecar(const IngestContext& context, const FileRepository& files, Frame& frame)
{
    const auto known =
        std::ranges::find_if(frame.files, [](const FrameFile& file) { return file.duplicateOf.has_value(); });
    if (known == frame.files.end())
        return {};
    const StoredFile duplicate = *known->duplicateOf;
    SAFELIGHT_ASSIGN(const auto rows, files.filesOf(duplicate.file.photo));
    const auto row = std::ranges::find_if(
        rows, [](const PhotoFile& file) { return file.isMade() && file.isPresent && file.digest.isKnown(); });
    if (row == rows.end())
        return {};
    FrameFile made = madeFile(frame);
    made.identity.mtimeNs = row->mtimeNs;
    made.item.path = row->name;
    made.digest = row->digest;
    made.madeFrom = row->madeFrom;
    made.storedAt = context.environment.library.folderOf(duplicate.project) / bytesFromText(row->name);
    made.duplicateOf = StoredFile{*row, duplicate.stem, duplicate.project};
    made.item.stored = {row->name, row->verifiedLevel, row->verifiedAt};
    made.leave(IngestOutcome::Duplicate, std::nullopt);
    frame.files.push_back(std::move(made));
    return {};
}

Result<QByteArray> writtenAgain(const IngestContext& context, const FrameFile& file)
{
    QByteArray source;
    if (!file.isMade) {
        SAFELIGHT_ASSIGN(source, sourceBytes(context, file));
    }
    SAFELIGHT_ASSIGN(QByteArray written, xmpWith(source, context.request.added));
    if (Digester::of(written) != file.digest)
        return Error{ErrorCode::ChangedWhileRead, file.item.path, {}, nullptr};
    return written;
}

Result<bool> isKeptIn(const IngestContext& context, const FrameFile& file,
                      const std::filesystem::path& stored)
{
    SAFELIGHT_ASSIGN(const bool isSame, context.reader.isSameContent(file.source.path, stored));
    if (isSame || !isXmp(file))
        return isSame;
    const auto source = smallFile(file.source.path);
    const auto written = smallFile(stored);
    return source && written && isXmpMadeFrom(*source, *written);
}

} // namespace safelight
