#include "ingest/sourcescan.h"

#include "base/pathtext.h"
#include "domain/stem.h"
#include "storage/fileio.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <unordered_set>

namespace safelight {

namespace {

constexpr qint64 kReportEvery = 500;

class Scanner
{
public:
    Scanner(const std::filesystem::path& base, const CancelToken& cancel,
            const std::function<void(qint64)>& onFound)
        : m_cancel(cancel), m_onFound(onFound)
    {
        if (!base.empty())
            m_base = std::filesystem::absolute(base).lexically_normal();
    }

    void scanRoot(const std::filesystem::path& given)
    {
        const auto root = std::filesystem::absolute(given).lexically_normal();
        struct stat status = {};
        if (::stat(root.c_str(), &status) != 0)
            return reject(root, errorFromErrno(errno, pathToText(root), ErrorCode::ReadFailed),
                          IngestOutcome::Failed);
        if (S_ISDIR(status.st_mode)) {
            const auto folder = root.has_filename() ? root : root.parent_path();
            const std::string place = placeOf(folder);
            scanFolder(folder, place.empty() ? place : place + '/');
        } else {
            addEntry(root, placeOf(root));
        }
    }

    SourceScan finish()
    {
        std::ranges::sort(m_files, {}, &SourceFile::path);
        groupFrames();
        return std::move(m_scan);
    }

private:
    /// Where a source lands below the project: under its own name, or where it lies below the base.
    std::string placeOf(const std::filesystem::path& source) const
    {
        const auto below = m_base.empty() ? std::filesystem::path() : source.lexically_relative(m_base);
        if (below.empty() || *below.begin() == "..")
            return source.filename().native();
        return below == "." ? std::string() : below.native();
    }

    void reject(const std::filesystem::path& path, Error reason, IngestOutcome outcome)
    {
        IngestItem item;
        item.path = pathToText(path);
        item.outcome = outcome;
        item.reason = std::move(reason);
        m_scan.rejected += item;
    }

    static Error irregular(const std::filesystem::path& path, const QString& detail)
    {
        return {ErrorCode::NotARegularFile, pathToText(path), detail, nullptr};
    }

    void scanFolder(const std::filesystem::path& folder, const std::string& relative);
    void addEntry(const std::filesystem::path& path, const std::string& relative);
    void addFile(const std::filesystem::path& path, const std::string& relative, ByteCount size, bool isLink);
    void groupFrames();

    std::filesystem::path m_base; ///< empty: none
    CancelToken m_cancel;
    const std::function<void(qint64)>& m_onFound;
    std::vector<SourceFile> m_files;
    std::unordered_set<std::string> m_seen;
    SourceScan m_scan;
};

void Scanner::scanFolder(const std::filesystem::path& folder, const std::string& relative)
{
    const auto closer = [](DIR* dir) { ::closedir(dir); };
    const std::unique_ptr<DIR, decltype(closer)> dir(::opendir(folder.c_str()), closer);
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
        addEntry(folder / name, relative + name);
    }
}

void Scanner::addEntry(const std::filesystem::path& path, const std::string& relative)
{
    const std::string name = path.filename().native();
    const auto format = formatForName(name);
    if (name.starts_with('.')) {
        // `._IMG.JPG` is what another system notes beside IMG.JPG, not a picture.
        if (format && !name.starts_with("._"))
            reject(path, {ErrorCode::Unsupported, pathToText(path), QStringLiteral("a hidden file"), nullptr},
                   IngestOutcome::Skipped);
        return;
    }
    struct stat status = {};
    if (::lstat(path.c_str(), &status) != 0)
        return reject(path, errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed),
                      IngestOutcome::Failed);
    if (S_ISDIR(status.st_mode))
        return scanFolder(path, relative + '/');
    const bool isLink = S_ISLNK(status.st_mode);
    if (isLink && ::stat(path.c_str(), &status) != 0)
        return reject(path, errorFromErrno(errno, pathToText(path), ErrorCode::NotFound),
                      IngestOutcome::Failed);
    if (isLink && S_ISDIR(status.st_mode))
        return reject(path, irregular(path, QStringLiteral("a link to a folder")), IngestOutcome::Skipped);
    if (!S_ISREG(status.st_mode))
        return reject(path, irregular(path, QStringLiteral("not a regular file")), IngestOutcome::Skipped);
    addFile(path, relative, {status.st_size}, isLink);
}

void Scanner::addFile(const std::filesystem::path& path, const std::string& relative, ByteCount size,
                      bool isLink)
{
    if (!m_seen.insert(path.native()).second)
        return;
    const auto format = formatForName(path.filename().native());
    if (!format)
        return reject(path, {ErrorCode::Unsupported, pathToText(path), {}, nullptr}, IngestOutcome::Skipped);
    m_files.push_back({path, relative, *format, size, isLink});
    if (static_cast<qint64>(m_files.size()) % kReportEvery == 0)
        m_onFound(static_cast<qint64>(m_files.size()));
}

/// Files of one stem form a frame, wherever they were dropped from; two files that would land under one name
/// do not.
void Scanner::groupFrames()
{
    std::map<std::string, std::size_t, std::less<>> open; // stem -> its latest frame
    for (SourceFile& file : m_files) {
        m_scan.bytes += file.size;
        ++m_scan.fileCount;
        const std::string stem(photoStemOf(file.relative));
        const auto known = open.find(stem);
        const bool isTaken =
            known != open.end() &&
            std::ranges::any_of(m_scan.frames[known->second].files,
                                [&](const SourceFile& other) { return other.relative == file.relative; });
        if (known == open.end() || isTaken) {
            open[stem] = m_scan.frames.size();
            m_scan.frames.push_back({stem, {}});
        }
        m_scan.frames[open[stem]].files.push_back(std::move(file));
    }
    for (SourceFrame& frame : m_scan.frames)
        std::ranges::stable_sort(frame.files, {}, [](const SourceFile& file) { return file.format.kind; });
}

} // namespace

SourceScan scanSources(const std::vector<std::filesystem::path>& sources, const std::filesystem::path& base,
                       const CancelToken& cancel, const std::function<void(qint64 found)>& onFound)
{
    Scanner scanner(base, cancel, onFound);
    for (const auto& source : sources) {
        if (!cancel.isCancelled())
            scanner.scanRoot(source);
    }
    return scanner.finish();
}

} // namespace safelight
