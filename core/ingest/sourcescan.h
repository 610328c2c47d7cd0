#pragma once

#include "base/canceltoken.h"
#include "base/ids.h"
#include "domain/formats.h"
#include "domain/ingestitem.h"

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
    bool isLink = false; ///< reached through a link: never removed
};

/// The files of one photo that were found together: variants and sidecars of one stem.
struct SourceFrame
{
    std::string stem; ///< below the project's folder
    std::vector<SourceFile> files;
};

struct SourceScan
{
    std::vector<SourceFrame> frames; ///< by path
    QVector<IngestItem> rejected;    ///< what will not be taken in, each with its reason
    qint64 fileCount = 0;            ///< in frames
    ByteCount bytes;
};

/// Finds what there is to take in. A dropped folder keeps its own name below the project; a dropped file
/// lands at its top. Links to folders are not followed (they may lead in a circle, or out of what was
/// dropped). Hidden files are left alone; a hidden picture is listed. A file that was dropped twice is found
/// once. With a `base`, what lies below it keeps its place: `<base>/day1/a.jpg` -> `day1/a.jpg`, and so does
/// the base itself, without its own name. Never fails as a whole.
SourceScan scanSources(const std::vector<std::filesystem::path>& sources, const std::filesystem::path& base,
                       const CancelToken& cancel, const std::function<void(qint64 found)>& onFound);

} // namespace safelight
