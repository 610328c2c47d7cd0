#include "domain/formats.h"

#include "domain/stem.h"

#include <algorithm>
#include <cstdint>

namespace safelight {

namespace {

constexpr std::size_t kLongestExtension = 8; // as many as a key has bytes
constexpr FileFormat kClipMetadata = {"xml", FileKind::Sidecar, Decoder::None};

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::vector<FileFormat> makeFormats()
{
    std::vector<FileFormat> formats = {
        {"jpg", FileKind::Jpg, Decoder::Jpeg},         {"jpeg", FileKind::Jpg, Decoder::Jpeg},
        {"png", FileKind::Other, Decoder::QtImage},    {"tif", FileKind::Other, Decoder::QtImage},
        {"tiff", FileKind::Other, Decoder::QtImage},   {"heic", FileKind::Other, Decoder::Heif},
        {"heif", FileKind::Other, Decoder::Heif},      {"hif", FileKind::Other, Decoder::Heif},
        {"webp", FileKind::Other, Decoder::QtImage},   {"avif", FileKind::Other, Decoder::Heif},
        {"bmp", FileKind::Other, Decoder::QtImage},    {"gif", FileKind::Other, Decoder::QtImage},
        {"jxl", FileKind::Other, Decoder::None},       {"psd", FileKind::Other, Decoder::None},
        {"mp4", FileKind::Other, Decoder::None, true}, {"mov", FileKind::Other, Decoder::None, true},
        {"avi", FileKind::Other, Decoder::None, true}, {"m4v", FileKind::Other, Decoder::None, true},
        {"mts", FileKind::Other, Decoder::None, true}, {"m2ts", FileKind::Other, Decoder::None, true},
        {"mxf", FileKind::Other, Decoder::None, true}, {"crm", FileKind::Other, Decoder::None, true},
        {"xmp", FileKind::Sidecar, Decoder::None},     {"wav", FileKind::Sidecar, Decoder::None},
        {"thm", FileKind::Sidecar, Decoder::None},
    };
    for (const std::string_view raw :
         {"3fr", "arw", "cr2", "cr3", "crw", "dng", "erf", "iiq", "kdc", "mos", "mrw",
          "nef", "nrw", "orf", "pef", "raf", "raw", "rw2", "sr2", "srf", "srw", "x3f"})
        formats.push_back({raw, FileKind::Raw, Decoder::Raw});
    std::ranges::sort(formats, {}, &FileFormat::extension);
    return formats;
}

struct KeyedFormat
{
    std::uint64_t key;
    FileFormat format;
};

/// The extension in lower case as one number: every name of a folder is looked up, and numbers compare at
/// once.
std::uint64_t keyOf(std::string_view extension)
{
    std::uint64_t key = 0;
    for (const char c : extension)
        key = key << 8U | static_cast<unsigned char>(lowered(c));
    return key;
}

std::vector<KeyedFormat> makeKeyedFormats()
{
    std::vector<KeyedFormat> keyed;
    for (const FileFormat& format : fileFormats())
        keyed.push_back({keyOf(format.extension), format});
    std::ranges::sort(keyed, {}, &KeyedFormat::key);
    return keyed;
}

/// `dotted` is an extension with its dot.
std::optional<FileFormat> formatForExtension(std::string_view dotted)
{
    static const std::vector<KeyedFormat> formats = makeKeyedFormats();
    if (dotted.size() < 2 || dotted.size() > kLongestExtension + 1)
        return std::nullopt;
    const std::uint64_t wanted = keyOf(dotted.substr(1));
    const auto found = std::ranges::lower_bound(formats, wanted, {}, &KeyedFormat::key);
    if (found == formats.end() || found->key != wanted)
        return std::nullopt;
    return found->format;
}

} // namespace

const std::vector<FileFormat>& fileFormats()
{
    static const std::vector<FileFormat> formats = makeFormats();
    return formats;
}

std::optional<FileFormat> formatForName(std::string_view name)
{
    if (const auto format = formatForExtension(extensionOf(name)))
        return format;
    return isClipMetadata(name) ? std::optional(kClipMetadata) : std::nullopt;
}

std::optional<FileFormat> formatForEnding(std::string_view ending)
{
    if (isClipMetadataEnding(ending))
        return kClipMetadata;
    const std::size_t dot = ending.rfind('.');
    return dot == std::string_view::npos ? std::nullopt : formatForExtension(ending.substr(dot));
}

QString fileKindName(FileKind kind)
{
    switch (kind) {
    case FileKind::Jpg:
        return QStringLiteral("jpg");
    case FileKind::Raw:
        return QStringLiteral("raw");
    case FileKind::Other:
        return QStringLiteral("other");
    case FileKind::Sidecar:
        return QStringLiteral("sidecar");
    }
    return QStringLiteral("other");
}

std::optional<FileKind> fileKindFromName(QStringView name)
{
    for (const FileKind kind : {FileKind::Jpg, FileKind::Raw, FileKind::Other, FileKind::Sidecar}) {
        if (fileKindName(kind) == name)
            return kind;
    }
    return std::nullopt;
}

} // namespace safelight
