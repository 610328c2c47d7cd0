#pragma once

#include "domain/digest.h"
#include "domain/formats.h"
#include "domain/photometadata.h"
#include "maintenance/unknownfiles.h"
#include "storage/filereader.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace safelight {

/// A file without a row, as it was read.
struct FoundFile
{
    std::string name; ///< relative to the project's folder
    FileFormat format;
    FileIdentity identity;
    Digest digest;

    bool isSidecar() const { return format.kind == FileKind::Sidecar; }
};

/// The files of one stem that have no row.
struct FoundFrame
{
    std::string stem;
    std::vector<FoundFile> files; ///< variants first
    PhotoMetadata metadata;       ///< of the variants
    std::vector<Error> failures;  ///< files that could not be read, each with its reason
    int vanished = 0;             ///< files that went away since the folder was listed

    bool hasVariant() const { return !files.empty() && !files.front().isSidecar(); }
};

/// Reads the files of a frame: digests, and the metadata of its variants. Stops early when the reader's token
/// is cancelled.
FoundFrame readFrame(const UnknownFrame& frame, const std::filesystem::path& folder,
                     const FileReader& reader);

} // namespace safelight
