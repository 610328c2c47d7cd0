#include "maintenance/foundframe.h"

#include "media/metadata.h"

#include <algorithm>

namespace safelight {

namespace {

/// The metadata of the first variant, or of the first that knows when it was taken.
void readMetadataOf(const FoundFile& file, const std::filesystem::path& path, const QByteArray& bytes,
                    bool isFirst, FoundFrame& frame)
{
    const PictureSource source = bytes.isEmpty() ? PictureSource(path) : PictureSource(QByteArrayView(bytes));
    const auto metadata = readMetadata(source, file.format);
    if (metadata && (isFirst || !frame.metadata.taken.isValid()))
        frame.metadata = *metadata;
}

} // namespace

FoundFrame readFrame(const UnknownFrame& unknown, const std::filesystem::path& folder,
                     const FileReader& reader)
{
    FoundFrame frame;
    frame.stem = unknown.stem;
    bool isFirst = true;
    for (const std::string& name : unknown.names) {
        const auto path = folder / name;
        const auto content = reader.read(path);
        if (!content && content.error().code == ErrorCode::NotFound)
            ++frame.vanished;
        else if (!content)
            frame.failures.push_back(content.error());
        if (!content)
            continue;
        FoundFile file{name, formatForName(name).value_or(FileFormat()), content->identity, content->digest};
        if (!file.isSidecar()) {
            readMetadataOf(file, path, content->bytes, isFirst, frame);
            isFirst = false;
        }
        frame.files.push_back(std::move(file));
    }
    std::ranges::stable_sort(frame.files, {}, [](const FoundFile& file) { return file.format.kind; });
    return frame;
}

} // namespace safelight
