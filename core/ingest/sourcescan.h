#pragma once

#include "base/canceltoken.h"
#include "base/ids.h"
#include "domain/formats.h"
#include "domain/ingestitem.h"
#include "domain/receipt.h"
#include "ingest/ingestorder.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace safelight {

/// One file that was found at a source and is of a kind that is taken in.
struct SourceFile
{
    std::filesystem::path path; ///< absolute
    std::string relative;       ///< where it lands below the project's folder: bytes, `/` between folders
    FileFormat format;
    ByteCount size;
    qint64 mtimeNs = 0;
    bool isLink = false;  ///< reached through a link: never removed
    std::size_t root = 0; ///< which of the scan's roots it was found below
};

/// The files of one photo that were found together: variants and sidecars of one stem.
struct SourceFrame
{
    std::string stem; ///< below the project's folder
    std::vector<SourceFile> files;
    qint64 ticket = 0; ///< its place in the order in which frames are taken in
    int attempts = 0;  ///< how often it was put back because the catalogue had changed meanwhile
};

/// A file that will not be taken in, and why.
struct RejectedFile
{
    IngestItem item;
    std::size_t root = 0;
    qint64 mtimeNs = 0;
    SourceMatter matter = SourceMatter::Frame;
};

/// What was found at the sources. Some eighty bytes a file, and the names of the folders once.
class SourceScan
{
public:
    std::size_t frameCount() const { return m_frames.size(); }
    /// The frame in this place of the order.
    SourceFrame frame(std::size_t place) const;
    /// By the times of the files: a card has no others that are had without reading each picture.
    void arrange(IngestOrder order);
    /// Leaves files out; they are as if they had not been found, but listed.
    void leaveOut(const std::vector<std::filesystem::path>& paths);

    /// Leaves frames out as if they had not been found, where that is wanted of each of their files: a part
    /// of a frame would be another photo. Returns how many files are kept with their frame.
    qint64 forgetFrames(const std::function<bool(const SourceFile&)>& isForgotten);

    void eachSize(const std::function<void(qint64)>& visit) const;
    void eachFile(const std::function<void(const SourceFile&)>& visit) const;

    std::vector<std::filesystem::path> roots; ///< dropped folders, and the folders of dropped files
    std::vector<bool> isWholeRoot; ///< by root: it was dropped itself, and all below it was looked at
    std::vector<RejectedFile> rejected;
    qint64 fileCount = 0; ///< in frames
    ByteCount bytes;      ///< of these

private:
    friend class SourceScanner;

    struct Folder
    {
        std::filesystem::path path;
        std::string relative; ///< with a `/` at its end, or empty
        std::uint32_t root = 0;
    };
    struct Entry
    {
        std::uint32_t folder = 0;
        bool isLink = false;
        std::string name;
        ByteCount size;
        qint64 mtimeNs = 0;
    };
    struct Range
    {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
    };

    /// Takes what `isLeft` names out of the frames, and hands it to `onLeft`.
    void take(const std::function<bool(const SourceFile&)>& isLeft,
              const std::function<void(const SourceFile&)>& onLeft);
    SourceFile fileOf(const Entry& entry) const;
    std::string relativeOf(const Entry& entry) const { return m_folders[entry.folder].relative + entry.name; }

    std::vector<Folder> m_folders;
    std::vector<Entry> m_entries; ///< those of one frame beside each other
    std::vector<Range> m_frames;
};

/// Finds what there is to take in. A dropped folder keeps its own name below the project; a dropped file
/// lands at its top. Links to folders are not followed (they may lead in a circle, or out of what was
/// dropped). Hidden files are left alone; a hidden picture is listed. A file that was dropped twice is found
/// once. With a `base`, what lies below it keeps its place: `<base>/day1/a.jpg` -> `day1/a.jpg`, and so does
/// the base itself, without its own name. Never fails as a whole.
SourceScan scanSources(const std::vector<std::filesystem::path>& sources, const std::filesystem::path& base,
                       const CancelToken& cancel, const std::function<void(qint64 found)>& onFound);

/// Hands over what scanSources() would find, file by file and in any order, and keeps nothing of it. A file
/// that was dropped twice may come twice. Returns what will not be taken in.
std::vector<RejectedFile> listSources(const std::vector<std::filesystem::path>& sources,
                                      const CancelToken& cancel,
                                      const std::function<void(const SourceFile&)>& visit);

} // namespace safelight
