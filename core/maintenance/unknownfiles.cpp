#include "maintenance/unknownfiles.h"

#include "base/pathtext.h"
#include "domain/stem.h"

#include <algorithm>

namespace safelight {

namespace {

/// Marks the slots of all names that have a row.
Status markKnown(Connection& connection, ProjectId project, const FolderNames& names, int page,
                 const CancelToken& cancel, const std::function<void(qint64)>& onPage,
                 std::vector<bool>& isKnown)
{
    const FileRepository files(connection);
    NamePage known;
    PhotoId from;
    qint64 read = 0;
    while (true) {
        if (cancel.isCancelled())
            return Error{ErrorCode::Cancelled, {}, {}, nullptr};
        SAFELIGHT_TRY(files.readNames(project, from, page, known));
        for (const std::string& name : known.names) {
            if (const auto slot = names.slotOf(name))
                isKnown[*slot] = true;
        }
        read += static_cast<qint64>(known.names.size());
        onPage(read);
        if (static_cast<int>(known.names.size()) < page)
            return {};
        // The last photo of the page is read again, for it may have more files than fitted; should one photo
        // fill a whole page, the page grows.
        page = known.last == from ? 2 * page : page;
        from = known.last;
    }
}

std::vector<std::string> unmarked(const FolderNames& names, const std::vector<bool>& isKnown)
{
    std::vector<std::string> unknown;
    for (std::size_t slot = 0; slot < isKnown.size(); ++slot) {
        if (isKnown[slot])
            continue;
        std::string name = names.nameIn(slot);
        if (!name.empty() && !isOfInnerProject(names, name))
            unknown.push_back(std::move(name));
    }
    return unknown;
}

} // namespace

bool isOfInnerProject(const FolderNames& names, std::string_view relativeName)
{
    return std::ranges::any_of(names.innerProjects(),
                               [&](const std::string& folder) { return relativeName.starts_with(folder); });
}

Result<std::vector<UnknownFrame>> findUnknownFiles(Connection& connection, ProjectId project,
                                                   const FolderNames& names, int page,
                                                   const CancelToken& cancel,
                                                   const std::function<void(qint64)>& onPage)
{
    std::vector<bool> isKnown(names.slots());
    SAFELIGHT_TRY(markKnown(connection, project, names, page, cancel, onPage, isKnown));
    std::vector<std::string> unknown = unmarked(names, isKnown);
    const auto key = [](const std::string& name) {
        return std::pair(photoStemOf(name), std::string_view(name));
    };
    std::ranges::sort(unknown, {}, key);
    std::vector<UnknownFrame> frames;
    for (std::string& name : unknown) {
        const std::string_view stem = photoStemOf(name);
        if (frames.empty() || frames.back().stem != stem)
            frames.push_back({std::string(stem), {}});
        frames.back().names.push_back(std::move(name));
    }
    return frames;
}

} // namespace safelight
