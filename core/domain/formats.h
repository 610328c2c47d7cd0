#pragma once

#include <QString>

#include <optional>
#include <string_view>
#include <vector>

namespace safelight {

/// What a file is to its photo. The values are stored in the catalogue; never renumber.
enum class FileKind { Jpg = 0, Raw = 1, Other = 2, Sidecar = 3 };

/// Which decoder can make a picture of it.
enum class Decoder { None, Jpeg, Raw, Heif, QtImage };

/// One row of the table of formats that Safelight takes in.
struct FileFormat
{
    std::string_view extension; ///< lower case, without dot
    FileKind kind = FileKind::Other;
    Decoder decoder = Decoder::None;
    bool isVideo = false;
};

/// The one table of formats.
const std::vector<FileFormat>& fileFormats();

/// The format of a file by the extension of its name, in any letter case; nullopt for what is not taken in.
/// `.jpg` alone is a hidden name without extension (domain/stem.h). XML is taken in where it is the metadata
/// of a clip, as its sidecar.
std::optional<FileFormat> formatForName(std::string_view name);

/// The same by the name's ending alone, `.JPG` or `.JPG.xmp`.
std::optional<FileFormat> formatForEnding(std::string_view ending);

/// `jpg`, `raw`, `other`, `sidecar`: the words of the catalogue, the JSON and the log.
QString fileKindName(FileKind kind);
std::optional<FileKind> fileKindFromName(QStringView name);

} // namespace safelight
