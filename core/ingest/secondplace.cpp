#include "ingest/secondplace.h"

#include "base/pathtext.h"
#include "domain/stem.h"
#include "ingest/ingestcontext.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <set>

namespace safelight {

namespace {

bool isWithin(const std::filesystem::path& inner, const std::filesystem::path& outer)
{
    const auto relative = inner.lexically_relative(outer);
    return !relative.empty() && *relative.begin() != "..";
}

Error asSecond(const Error& cause, const FrameFile& file)
{
    return cause.wrappedIn({ErrorCode::NotCopiedTwice, file.item.path, {}, nullptr});
}

} // namespace

/// What is there under its name with its size most likely needs no second copy again.
ByteCount SecondPlace::bytesNotThere(const SourceScan& scan, const std::filesystem::path& folder) const
{
    const auto place = folder / m_context.folder.filename();
    ByteCount needed;
    scan.eachFile([&](const SourceFile& file) {
        const auto there = identityOf(place / file.relative);
        if (!there || there->size != file.size)
            needed += file.size;
    });
    return needed;
}

Status SecondPlace::open(const SourceScan& scan)
{
    const auto& wanted = m_context.request.secondFolder;
    if (wanted.empty())
        return {};
    SAFELIGHT_TRY(refuseOverlap());
    const auto path = std::filesystem::absolute(wanted).lexically_normal();
    if (m_context.request.planOnly)
        return {};
    SAFELIGHT_TRY(identityOf(path.parent_path())); // its disk, most likely: not a tree to be made
    SAFELIGHT_TRY(ensureFolder(m_context.environment.fs, path));
    SAFELIGHT_ASSIGN(const ByteCount available, freeSpace(path));
    const ByteCount needed = scan.bytes > available ? bytesNotThere(scan, path) : ByteCount();
    if (needed > available)
        return Error{ErrorCode::NoSpace, pathToText(path),
                     QStringLiteral("%1 bytes needed, %2 free").arg(needed.value).arg(available.value),
                     nullptr};
    m_folder.emplace(path);
    m_sync.emplace(m_context.environment.fs, path);
    return {};
}

/// A second copy within the library would be found as a project's own, one within a source would be taken in.
Status SecondPlace::refuseOverlap() const
{
    const auto real = [](const std::filesystem::path& path) {
        return std::filesystem::weakly_canonical(std::filesystem::absolute(path));
    };
    const auto second = real(m_context.request.secondFolder);
    std::vector<std::filesystem::path> others = {real(m_context.environment.library.root()),
                                                 real(m_context.folder)};
    for (const auto& source : m_context.request.sources)
        others.push_back(real(source));
    for (const auto& other : others) {
        if (isWithin(second, other) || isWithin(other, second))
            return Error{
                ErrorCode::InvalidArgument, pathToText(m_context.request.secondFolder),
                QStringLiteral("the second copy needs a folder apart from %1").arg(pathToText(other)),
                nullptr};
    }
    return {};
}

void SecondPlace::write(FrameFile& file)
{
    const bool isStored = file.fate == FrameFile::Fate::Store;
    const Project& project = isStored ? m_context.project : file.duplicateOf->project;
    const auto name = isStored ? file.finalName : bytesFromText(file.duplicateOf->file.name);
    const auto projectFolder = pathFromText(project.folder).filename();
    file.second.emplace();
    if (const Status written = writeOne(file, m_folder->path() / projectFolder / name); !written) {
        file.second->incoming.reset();
        file.second->failure = asSecond(written.error(), file);
    }
}

Status SecondPlace::writeOne(FrameFile& file, const std::filesystem::path& final)
{
    if (!m_folder->seemsThere())
        return Error{ErrorCode::VolumeGone, pathToText(m_folder->path()), {}, nullptr};
    const auto relative = final.lexically_relative(m_folder->path()).native();
    const std::string stem(stemOf(relative));
    for (int number = 1; number < kMostNumbers; ++number) {
        const auto path = m_folder->path() /
                          withStem(relative, stem, numberedStem(stem, number, extensionOf(relative).size()));
        struct stat status = {};
        const bool isFree = ::lstat(path.c_str(), &status) != 0;
        if (isFree && errno != ENOENT && errno != ENOTDIR)
            return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
        if (!isFree) {
            SAFELIGHT_ASSIGN(const bool isThis, isThisThere(file, path));
            if (!isThis)
                continue;
            file.second->isInPlace = true;
        }
        file.second->path = path;
        break;
    }
    if (file.second->path.empty())
        return Error{ErrorCode::AlreadyExists, pathToText(final), {}, nullptr};
    if (file.second->isInPlace)
        return {};
    SAFELIGHT_ASSIGN(IncomingFile incoming, IncomingFile::create(m_context.environment.fs, m_folder->path(),
                                                                 m_context.tag, file.digest.size));
    SAFELIGHT_TRY(prove(file, incoming));
    file.second->incoming.emplace(std::move(incoming));
    return {};
}

/// A file of these very bytes lies there, as after an earlier ingest.
Result<bool> SecondPlace::isThisThere(const FrameFile& file, const std::filesystem::path& path) const
{
    SAFELIGHT_ASSIGN(const FileIdentity identity, identityOf(path));
    if (identity.size != file.digest.size)
        return false;
    if (mayBeOneFile(identity, path, file.identity))
        return Error{ErrorCode::AlreadyExists, pathToText(path), QStringLiteral("it is the source itself"),
                     nullptr};
    SAFELIGHT_ASSIGN(const Digest lying, m_context.reader.digestOf(path));
    return lying == file.digest;
}

/// Where its bytes are, if not in memory. Of a sidecar that was written before, the stored file alone has
/// them.
std::filesystem::path SecondPlace::placeOfBytes(const FrameFile& file)
{
    if (file.incoming && !file.incoming->isLinked())
        return file.incoming->path();
    return file.storedAt.empty() ? file.source.path : file.storedAt;
}

Status SecondPlace::prove(FrameFile& file, IncomingFile& incoming) const
{
    if (!file.bytes.isEmpty())
        SAFELIGHT_TRY(incoming.append(file.bytes));
    else
        SAFELIGHT_TRY(incoming.appendFrom(placeOfBytes(file), file.digest, m_context.cancel));
    incoming.finish(file.identity.mtimeNs);
    return incoming.verify(m_context.secondVerifyLevel(), file.digest, m_context.cancel);
}

void SecondPlace::failAll(std::span<Frame> frames, const Error& error)
{
    for (Frame& frame : frames) {
        for (FrameFile& file : frame.files) {
            if (file.second && !file.second->failure)
                file.second->failure = asSecond(error, file);
        }
    }
}

void SecondPlace::publish(std::span<Frame> frames)
{
    const bool isAny = std::ranges::any_of(frames, [](const Frame& frame) {
        return std::ranges::any_of(frame.files,
                                   [](const FrameFile& file) { return file.second.has_value(); });
    });
    if (!isWanted() || !isAny)
        return;
    const auto contents = m_sync->syncAll();
    if (contents && !*contents)
        return failAll(frames, contents->error());
    std::set<std::filesystem::path> folders = {m_folder->path()}; // the temporary names go from here
    for (Frame& frame : frames) {
        for (FrameFile& file : frame.files) {
            if (!file.second || file.second->failure)
                continue;
            folders.insert(file.second->path.parent_path());
            if (const Status published = publishOne(file, contents.has_value()); !published)
                file.second->failure = asSecond(published.error(), file);
        }
    }
    const auto names = m_sync->syncAll();
    if (names && !*names)
        return failAll(frames, names->error());
    for (const auto& folder : folders) {
        const Status synced = names ? Status() : syncFolder(m_context.environment.fs, folder);
        if (!synced)
            return failAll(frames, synced.error());
    }
}

Status SecondPlace::publishOne(FrameFile& file, bool isSynced)
{
    SecondCopy& second = *file.second;
    if (second.isInPlace) {
        SAFELIGHT_ASSIGN(const FileHandle handle, openForReading(second.path));
        if (!isSynced && m_context.environment.fs.sync(handle.fd()) != 0)
            return errorFromErrno(errno, pathToText(second.path), ErrorCode::SyncFailed);
        return {};
    }
    if (!isSynced)
        SAFELIGHT_TRY(second.incoming->sync());
    if (!m_folder->seemsThere())
        return Error{ErrorCode::VolumeGone, pathToText(m_folder->path()), {}, nullptr};
    SAFELIGHT_TRY(ensureFolder(m_context.environment.fs, second.path.parent_path()));
    SAFELIGHT_TRY(second.incoming->publish(second.path));
    second.isPublished = true;
    return {};
}

void SecondPlace::withdraw(Frame& frame)
{
    for (FrameFile& file : frame.files) {
        if (file.second)
            file.second->withdraw();
        file.second.reset();
        file.item.second = {};
    }
}

} // namespace safelight
