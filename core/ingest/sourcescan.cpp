#include "ingest/sourcescan.h"

#include "base/pathtext.h"
#include "base/units.h"
#include "domain/stem.h"
#include "ingest/hiddenfolder.h"
#include "storage/dirpointer.h"
#include "storage/fileio.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <set>
#include <span>
#include <tuple>

namespace safelight {

namespace {

constexpr qint64 kReportEvery = 500;

qint64 mtimeOf(const struct stat& status)
{
    return status.st_mtim.tv_sec * kNsPerSecond + status.st_mtim.tv_nsec;
}

std::filesystem::path normalised(const std::filesystem::path& given)
{
    const auto path = std::filesystem::absolute(given).lexically_normal();
    return path.has_filename() ? path : path.parent_path();
}

/// What is dropped together with a folder that holds it is found there, and belongs to that folder's receipt,
/// which speaks for all that is in it. By their names.
std::vector<std::filesystem::path> withoutThoseBelowOthers(const std::vector<std::filesystem::path>& sources)
{
    std::vector<std::filesystem::path> roots;
    std::set<std::filesystem::path> folders;
    for (const auto& source : sources) {
        const auto& root = roots.emplace_back(normalised(source));
        std::error_code failure;
        if (std::filesystem::is_directory(root, failure))
            folders.insert(root);
    }
    std::erase_if(roots, [&](const std::filesystem::path& root) {
        auto above = root;
        while (above.has_relative_path()) {
            above = above.parent_path();
            if (folders.contains(above))
                return true;
        }
        return false;
    });
    return roots;
}

} // namespace

/// One walk over the sources.
class SourceScanner
{
public:
    /// With `visit`, each file is handed to it instead of being kept.
    SourceScanner(const std::filesystem::path& base, const CancelToken& cancel,
                  const std::function<void(qint64)>& onFound,
                  std::function<void(const SourceFile&)> visit = {})
        : m_cancel(cancel), m_onFound(onFound), m_visit(std::move(visit))
    {
        if (!base.empty())
            m_base = std::filesystem::absolute(base).lexically_normal();
    }

    void scanRoots(const std::vector<std::filesystem::path>& sources);
    SourceScan finish();

private:
    using Entry = SourceScan::Entry;
    using Range = SourceScan::Range;

    void scanRoot(const std::filesystem::path& root);
    std::string placeOf(const std::filesystem::path& source) const;
    std::uint32_t rootIndex(const std::filesystem::path& root);
    std::uint32_t folderIndex(const std::filesystem::path& path, const std::string& relative);
    void scanFolder(const std::filesystem::path& folder, const std::string& relative);
    void addEntry(const std::filesystem::path& folder, const std::string& relative, const std::string& name);
    void addFile(const std::filesystem::path& folder, const std::string& relative, const std::string& name,
                 const struct stat& status, bool isLink);
    void reject(const std::filesystem::path& path, Error reason, IngestOutcome outcome,
                SourceMatter matter = SourceMatter::Frame, const struct stat* status = nullptr);
    void removeRepeated();
    void groupFrames();
    void groupStem(std::size_t first, std::span<Entry> entries);

    std::filesystem::path m_base; ///< empty: none
    CancelToken m_cancel;
    const std::function<void(qint64)>& m_onFound;
    std::function<void(const SourceFile&)> m_visit;
    std::uint32_t m_root = 0;
    int m_sources = 0;
    SourceScan m_scan;
};

void SourceScanner::scanRoots(const std::vector<std::filesystem::path>& sources)
{
    for (const auto& root : withoutThoseBelowOthers(sources)) {
        if (!m_cancel.isCancelled())
            scanRoot(root);
    }
}

/// Where a source lands below the project: under its own name, or where it lies below the base.
std::string SourceScanner::placeOf(const std::filesystem::path& source) const
{
    const auto below = m_base.empty() ? std::filesystem::path() : source.lexically_relative(m_base);
    if (below.empty() || *below.begin() == "..")
        return source.filename().native();
    return below == "." ? std::string() : below.native();
}

std::uint32_t SourceScanner::rootIndex(const std::filesystem::path& root)
{
    const bool isBelowBase = !m_base.empty() && *root.lexically_relative(m_base).begin() != "..";
    const auto& path = isBelowBase ? m_base : root;
    const auto known = std::ranges::find(m_scan.roots, path);
    if (known != m_scan.roots.end())
        return static_cast<std::uint32_t>(known - m_scan.roots.begin());
    m_scan.roots.push_back(path);
    m_scan.isWholeRoot.push_back(false);
    return static_cast<std::uint32_t>(m_scan.roots.size() - 1);
}

/// Entries come folder by folder, and back to the one above.
std::uint32_t SourceScanner::folderIndex(const std::filesystem::path& path, const std::string& relative)
{
    const auto known = std::ranges::find_if(
        m_scan.m_folders.rbegin(), m_scan.m_folders.rend(), [&](const SourceScan::Folder& folder) {
            return folder.path == path && folder.relative == relative && folder.root == m_root;
        });
    if (known != m_scan.m_folders.rend())
        return static_cast<std::uint32_t>(m_scan.m_folders.rend() - known - 1);
    m_scan.m_folders.push_back({path, relative, m_root});
    return static_cast<std::uint32_t>(m_scan.m_folders.size() - 1);
}

void SourceScanner::scanRoot(const std::filesystem::path& root)
{
    ++m_sources;
    struct stat status = {};
    const bool isThere = ::stat(root.c_str(), &status) == 0;
    const int failure = errno;
    const bool isFolder = isThere && S_ISDIR(status.st_mode);
    m_root = rootIndex(isFolder ? root : root.parent_path());
    if (!isThere)
        return reject(root, errorFromErrno(failure, pathToText(root), ErrorCode::ReadFailed),
                      IngestOutcome::Failed);
    const std::string place = placeOf(root);
    if (isFolder) {
        if (m_scan.roots[m_root] == root)
            m_scan.isWholeRoot[m_root] = true;
        return scanFolder(root, place.empty() ? place : place + '/');
    }
    const auto slash = place.rfind('/');
    addEntry(root.parent_path(), slash == std::string::npos ? std::string() : place.substr(0, slash + 1),
             root.filename().native());
}

void SourceScanner::reject(const std::filesystem::path& path, Error reason, IngestOutcome outcome,
                           SourceMatter matter, const struct stat* status)
{
    RejectedFile rejected;
    rejected.item.path = pathToText(path);
    rejected.item.outcome = outcome;
    rejected.item.finding =
        reason.code == ErrorCode::Unsupported ? Finding::Unsupported : Finding::Unreadable;
    rejected.item.reason = std::move(reason);
    rejected.root = m_root;
    rejected.matter = matter;
    if (status) {
        rejected.item.size = {status->st_size};
        rejected.mtimeNs = mtimeOf(*status);
    }
    m_scan.rejected.push_back(std::move(rejected));
}

void SourceScanner::scanFolder(const std::filesystem::path& folder, const std::string& relative)
{
    const DirPointer dir(::opendir(folder.c_str()));
    if (!dir)
        return reject(folder, errorFromErrno(errno, pathToText(folder), ErrorCode::ReadFailed),
                      IngestOutcome::Failed);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(dir.get())) {
        const std::string_view name(entry->d_name);
        if (name != "." && name != "..")
            names.emplace_back(name);
        errno = 0;
    }
    if (errno != 0)
        reject(folder, errorFromErrno(errno, pathToText(folder), ErrorCode::ReadFailed),
               IngestOutcome::Failed);
    std::ranges::sort(names);
    for (const std::string& name : names) {
        if (m_cancel.isCancelled())
            return;
        addEntry(folder, relative, name);
    }
}

void SourceScanner::addEntry(const std::filesystem::path& folder, const std::string& relative,
                             const std::string& name)
{
    const auto path = folder / name;
    const auto format = formatForName(name.starts_with('.') ? '_' + name : name);
    struct stat status = {};
    if (name.starts_with('.')) {
        // `.JPG` is all extension; `._IMG.JPG` is what another system notes beside IMG.JPG, not a picture.
        if (format && !name.starts_with("._"))
            reject(path, {ErrorCode::Unsupported, pathToText(path), QStringLiteral("a hidden file"), nullptr},
                   IngestOutcome::Skipped, SourceMatter::Unknown);
        else if (!format && mayHidePictures(path, m_cancel))
            reject(path,
                   {ErrorCode::Unsupported, pathToText(path), QStringLiteral("a hidden folder with pictures"),
                    nullptr},
                   IngestOutcome::Skipped, SourceMatter::Unknown);
        return;
    }
    if (::lstat(path.c_str(), &status) != 0)
        return reject(path, errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed),
                      IngestOutcome::Failed);
    if (S_ISDIR(status.st_mode))
        return scanFolder(path, relative + name + '/');
    const bool isLink = S_ISLNK(status.st_mode);
    if (isLink && ::stat(path.c_str(), &status) != 0)
        return reject(path, errorFromErrno(errno, pathToText(path), ErrorCode::NotFound),
                      IngestOutcome::Failed);
    const auto irregular = [&](const char* detail) {
        reject(path, {ErrorCode::NotARegularFile, pathToText(path), QString::fromLatin1(detail), nullptr},
               IngestOutcome::Skipped, SourceMatter::Unknown);
    };
    if (isLink && S_ISDIR(status.st_mode))
        return irregular("a link to a folder");
    if (!S_ISREG(status.st_mode))
        return irregular("not a regular file");
    addFile(folder, relative, name, status, isLink);
}

void SourceScanner::addFile(const std::filesystem::path& folder, const std::string& relative,
                            const std::string& name, const struct stat& status, bool isLink)
{
    if (!formatForName(name)) {
        const auto path = folder / name;
        return reject(path, {ErrorCode::Unsupported, pathToText(path), {}, nullptr}, IngestOutcome::Skipped,
                      matterOf(folder.filename().native(), name), &status);
    }
    SourceScan::Entry entry = {
        folderIndex(folder, relative), isLink, name, {status.st_size}, mtimeOf(status)};
    if (m_visit)
        return m_visit(m_scan.fileOf(entry));
    m_scan.m_entries.push_back(std::move(entry));
    const auto count = static_cast<qint64>(m_scan.m_entries.size());
    if (count % kReportEvery == 0)
        m_onFound(count);
}

/// A file that was dropped twice, as when a folder and a file of it are dropped together.
void SourceScanner::removeRepeated()
{
    const auto& folders = m_scan.m_folders;
    auto& entries = m_scan.m_entries;
    if (m_sources < 2)
        return;
    std::ranges::stable_sort(entries, [&](const Entry& a, const Entry& b) {
        const int byFolder = folders[a.folder].path.native().compare(folders[b.folder].path.native());
        return byFolder != 0 ? byFolder < 0 : a.name < b.name;
    });
    const auto isSame = [&](const Entry& a, const Entry& b) {
        return a.name == b.name && folders[a.folder].path == folders[b.folder].path;
    };
    entries.erase(std::unique(entries.begin(), entries.end(), isSame), entries.end());
    std::set<QString> seen;
    std::erase_if(m_scan.rejected,
                  [&](const RejectedFile& rejected) { return !seen.insert(rejected.item.path).second; });
}

/// Files of one stem form a frame, wherever they were dropped from; two files that would land under one name
/// do not.
void SourceScanner::groupFrames()
{
    auto& entries = m_scan.m_entries;
    const auto key = [&](const Entry& entry) {
        return std::pair(std::string_view(m_scan.m_folders[entry.folder].relative), photoStemOf(entry.name));
    };
    std::ranges::sort(entries, [&](const Entry& a, const Entry& b) { // in place: there may be many
        return std::tuple(key(a), a.folder, std::string_view(a.name)) <
               std::tuple(key(b), b.folder, std::string_view(b.name));
    });
    for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
        while (end < entries.size() && key(entries[end]) == key(entries[begin]))
            ++end;
        groupStem(begin, std::span(entries).subspan(begin, end - begin));
    }
}

/// All files of one stem, those of one folder beside each other.
void SourceScanner::groupStem(std::size_t first, std::span<Entry> entries)
{
    if (entries.size() == 1) {
        m_scan.m_frames.push_back({static_cast<std::uint32_t>(first), 1});
        return;
    }
    std::vector<std::vector<Entry*>> frames;
    for (Entry& entry : entries) {
        const std::string relative = m_scan.relativeOf(entry);
        const bool isTaken = !frames.empty() && std::ranges::any_of(frames.back(), [&](const Entry* other) {
            return m_scan.relativeOf(*other) == relative;
        });
        if (frames.empty() || isTaken)
            frames.emplace_back();
        frames.back().push_back(&entry);
    }
    std::vector<Entry> grouped;
    grouped.reserve(entries.size());
    for (auto& frame : frames) {
        std::ranges::stable_sort(frame, {}, [](const Entry* entry) {
            return std::tuple(formatForName(entry->name)->kind, entry->name);
        });
        m_scan.m_frames.push_back(
            {static_cast<std::uint32_t>(first + grouped.size()), static_cast<std::uint32_t>(frame.size())});
        for (Entry* entry : frame)
            grouped.push_back(std::move(*entry));
    }
    std::ranges::move(grouped, entries.begin());
}

SourceScan SourceScanner::finish()
{
    removeRepeated();
    groupFrames();
    for (const Entry& entry : m_scan.m_entries)
        m_scan.bytes += entry.size;
    m_scan.fileCount = static_cast<qint64>(m_scan.m_entries.size());
    m_scan.arrange(IngestOrder::AsFound);
    return std::move(m_scan);
}

SourceFile SourceScan::fileOf(const Entry& entry) const
{
    const Folder& folder = m_folders[entry.folder];
    return {folder.path / entry.name,
            folder.relative + entry.name,
            *formatForName(entry.name),
            entry.size,
            entry.mtimeNs,
            entry.isLink,
            folder.root};
}

SourceFrame SourceScan::frame(std::size_t place) const
{
    const Range range = m_frames[place];
    SourceFrame frame;
    frame.ticket = static_cast<qint64>(place);
    for (std::uint32_t i = range.first; i < range.first + range.count; ++i)
        frame.files.push_back(fileOf(m_entries[i]));
    frame.stem = photoStemOf(frame.files.front().relative);
    return frame;
}

void SourceScan::arrange(IngestOrder order)
{
    const auto byPlace = [&](const Range& a, const Range& b) {
        const Entry& x = m_entries[a.first];
        const Entry& y = m_entries[b.first];
        const int byFolder = m_folders[x.folder].path.native().compare(m_folders[y.folder].path.native());
        return byFolder != 0 ? byFolder < 0 : x.name < y.name;
    };
    std::ranges::sort(m_frames, byPlace);
    if (order == IngestOrder::AsFound)
        return;
    const auto timeOf = [&](const Range& range) {
        const auto files = std::span(m_entries).subspan(range.first, range.count);
        const qint64 earliest = std::ranges::min_element(files, {}, &Entry::mtimeNs)->mtimeNs;
        return order == IngestOrder::OldestFirst ? earliest : -earliest;
    };
    std::ranges::stable_sort(m_frames, {}, timeOf);
}

void SourceScan::take(const std::function<bool(const SourceFile&)>& isLeft,
                      const std::function<void(const SourceFile&)>& onLeft)
{
    for (Range& range : m_frames) {
        const auto first = m_entries.begin() + range.first;
        const auto kept = std::stable_partition(first, first + range.count,
                                                [&](const Entry& entry) { return !isLeft(fileOf(entry)); });
        for (auto entry = kept; entry != first + range.count; ++entry) {
            const SourceFile file = fileOf(*entry);
            bytes = bytes - file.size;
            --fileCount;
            onLeft(file);
        }
        range.count = static_cast<std::uint32_t>(kept - first);
    }
    std::erase_if(m_frames, [](const Range& range) { return range.count == 0; });
}

void SourceScan::leaveOut(const std::vector<std::filesystem::path>& paths)
{
    std::set<std::filesystem::path> left;
    for (const auto& path : paths)
        left.insert(std::filesystem::absolute(path).lexically_normal());
    take([&](const SourceFile& file) { return left.contains(file.path); },
         [&](const SourceFile& file) {
             RejectedFile rejectedFile;
             rejectedFile.item.path = pathToText(file.path);
             rejectedFile.item.outcome = IngestOutcome::Skipped;
             rejectedFile.item.size = file.size;
             rejectedFile.item.reason = Error{ErrorCode::NotChosen, rejectedFile.item.path, {}, nullptr};
             rejectedFile.root = file.root;
             rejectedFile.mtimeNs = file.mtimeNs;
             rejected.push_back(std::move(rejectedFile));
         });
}

qint64 SourceScan::forgetFrames(const std::function<bool(const SourceFile&)>& isForgotten)
{
    qint64 kept = 0;
    for (Range& range : m_frames) {
        const auto files = std::span(m_entries).subspan(range.first, range.count);
        const auto forgotten =
            std::ranges::count_if(files, [&](const Entry& entry) { return isForgotten(fileOf(entry)); });
        if (forgotten < range.count) {
            kept += forgotten;
            continue;
        }
        for (const Entry& entry : files)
            bytes = bytes - entry.size;
        fileCount -= range.count;
        range.count = 0;
    }
    std::erase_if(m_frames, [](const Range& range) { return range.count == 0; });
    return kept;
}

void SourceScan::eachSize(const std::function<void(qint64)>& visit) const
{
    for (const Entry& entry : m_entries)
        visit(entry.size.value);
}

void SourceScan::eachFile(const std::function<void(const SourceFile&)>& visit) const
{
    for (const Range& range : m_frames) {
        for (std::uint32_t i = range.first; i < range.first + range.count; ++i)
            visit(fileOf(m_entries[i]));
    }
}

SourceScan scanSources(const std::vector<std::filesystem::path>& sources, const std::filesystem::path& base,
                       const CancelToken& cancel, const std::function<void(qint64 found)>& onFound)
{
    SourceScanner scanner(base, cancel, onFound);
    scanner.scanRoots(sources);
    return scanner.finish();
}

std::vector<RejectedFile> listSources(const std::vector<std::filesystem::path>& sources,
                                      const CancelToken& cancel,
                                      const std::function<void(const SourceFile&)>& visit)
{
    const std::function<void(qint64)> onFound = [](qint64) {};
    SourceScanner scanner({}, cancel, onFound, visit);
    scanner.scanRoots(sources);
    return scanner.finish().rejected;
}

} // namespace safelight
