#pragma once

#include <string>
#include <string_view>

namespace safelight {

/// As many numbers are tried for a name that is free.
constexpr int kMostNumbers = 10'000;

/// `card1/DSC0001.JPG` -> `card1/DSC0001`: the path without the extension of its last part. A leading dot of
/// the last part does not begin an extension.
std::string_view stemOf(std::string_view relativePath);

/// `card1/DSC0001.JPG` -> `.JPG`, with its dot; empty where there is none.
std::string_view extensionOf(std::string_view relativePath);

/// The stem of the photo that a sidecar's name belongs to: both `DSC0001.xmp` and `DSC0001.JPG.xmp` ->
/// `DSC0001` (the second form only when the inner extension is one of a picture: `IMG.2.xmp` -> `IMG.2`);
/// `C0001M01.XML` -> `C0001`.
std::string_view sidecarStemOf(std::string_view relativePath);

/// Whether a name is that of the metadata which Sony's cameras and camcorders write beside a clip:
/// `C0001M01.XML` for `C0001.MP4` (what precedes the `M` ends with the clip's number). No other XML is.
bool isClipMetadata(std::string_view relativePath);
/// The same by its ending alone, `M01.XML`.
bool isClipMetadataEnding(std::string_view ending);

/// The photo stem of any file that is taken in, sidecar or variant.
std::string_view photoStemOf(std::string_view relativePath);

/// A file's name under another stem, its own ending kept: (`a/DSC1.JPG.xmp`, `a/DSC1`, `a/DSC1 (2)`) ->
/// `a/DSC1 (2).JPG.xmp`.
std::string withStem(std::string_view relativePath, std::string_view stem, std::string_view newStem);

/// `a/DSC1`, `a/DSC1 (2)`, …: the last part is shortened, by whole characters where it is UTF-8, so that the
/// name has at most 255 bytes together with the longest of its endings.
std::string numberedStem(const std::string& stem, int number, std::size_t longestEnding);

} // namespace safelight
