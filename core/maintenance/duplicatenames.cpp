#include "maintenance/duplicatenames.h"

#include "base/pathtext.h"
#include "catalog/filerepository.h"
#include "catalog/photorepository.h"
#include "domain/stem.h"
#include "maintenance/framerenaming.h"
#include "storage/foldernames.h"
#include "tasks/ingestwatch.h"

#include <sys/stat.h>

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_set>

namespace safelight {

namespace {

/// What a disk that does not tell letter cases apart takes for the same.
std::size_t keyOf(const QString& stem)
{
    return std::hash<std::u16string>()(stem.toCaseFolded().toStdU16String());
}

/// The photos of one project whose names clash.
class ProjectNames
{
public:
    explicit ProjectNames(ProjectVisit& visit) : m_visit(visit), m_step(visit.step), m_renaming(visit) {}

    Status run();

private:
    struct Keyed
    {
        std::size_t key = 0;
        PhotoId photo;
        friend auto operator<=>(const Keyed&, const Keyed&) = default; // NOLINT(modernize-use-nullptr)
    };

    Result<std::vector<Keyed>> readKeys();
    Status findClashes(const std::vector<Keyed>& keys);
    Status findClashesIn(std::span<const Keyed> sameKey);
    Result<bool> isAnyOnDisk(PhotoId photo) const;
    Status listSameButForCase();
    Status renameAll();
    Status rename(PhotoId photo);
    Result<std::string> freeStem(const std::string& stem, const std::vector<std::string>& files);
    Result<std::vector<std::string>> filesOf(PhotoId photo, const std::string& stem) const;
    Result<const std::unordered_set<std::size_t>*> keysIn(const std::filesystem::path& folder);

    ProjectVisit& m_visit;
    StepContext& m_step;
    FrameRenaming m_renaming;
    std::unordered_set<std::size_t> m_taken; ///< keys of all stems; filled when the first clash is found
    std::map<std::filesystem::path, std::unordered_set<std::size_t>> m_onDisk; ///< the same by folder
    std::optional<FolderNames> m_names;
    std::vector<PhotoId> m_younger;
};

Status ProjectNames::run()
{
    if (!m_step.isPlan())
        SAFELIGHT_TRY(m_renaming.settle());
    SAFELIGHT_ASSIGN(const auto keys, readKeys());
    if (m_step.shouldStop())
        return {};
    SAFELIGHT_TRY(findClashes(keys));
    if (m_visit.cursor.isEmpty())
        SAFELIGHT_TRY(listSameButForCase());
    if (m_younger.empty())
        return {};
    SAFELIGHT_ASSIGN(const bool isBusy, isIngestRunning(m_step.connection(), m_visit.project.id));
    if (isBusy) {
        m_step.leftAlone({ErrorCode::LockedByOther, m_visit.project.name, {}, nullptr}, &m_visit.project);
        return {};
    }
    for (const Keyed& keyed : keys)
        m_taken.insert(keyed.key);
    SAFELIGHT_ASSIGN(FolderNames names, FolderNames::list(m_visit.folder, {m_step.cancel(), {}}));
    m_names.emplace(std::move(names));
    return renameAll();
}

Result<std::vector<ProjectNames::Keyed>> ProjectNames::readKeys()
{
    constexpr int kPage = 2000;
    std::vector<Keyed> keys;
    PhotoId after;
    while (!m_step.shouldStop()) {
        SAFELIGHT_ASSIGN(const auto page,
                         PhotoRepository(m_step.connection()).stems(m_visit.project.id, after, kPage));
        for (const auto& [photo, stem] : page)
            keys.push_back({keyOf(stem), photo});
        m_visit.progress(TaskStage::Comparing, static_cast<qint64>(keys.size()));
        if (page.size() < kPage)
            break;
        after = page.back().first;
    }
    if (m_visit.cursor.isEmpty())
        m_step.count(u"processed", static_cast<qint64>(keys.size()));
    std::ranges::sort(keys);
    return keys;
}

Status ProjectNames::findClashes(const std::vector<Keyed>& keys)
{
    auto begin = keys.begin();
    while (begin != keys.end()) {
        const auto end =
            std::find_if(begin, keys.end(), [&](const Keyed& keyed) { return keyed.key != begin->key; });
        if (end - begin > 1)
            SAFELIGHT_TRY(findClashesIn({begin, end}));
        begin = end;
    }
    std::ranges::sort(m_younger);
    return {};
}

/// By ascending id: the first of each name keeps it.
Status ProjectNames::findClashesIn(std::span<const Keyed> sameKey)
{
    std::vector<QString> kept;
    for (const Keyed& keyed : sameKey) {
        SAFELIGHT_ASSIGN(const auto photo, PhotoRepository(m_step.connection()).find(keyed.photo));
        SAFELIGHT_ASSIGN(const bool isOnDisk, isAnyOnDisk(keyed.photo));
        if (!photo || !isOnDisk)
            continue;
        const QString folded = photo->stem.toCaseFolded();
        if (std::ranges::find(kept, folded) == kept.end())
            kept.push_back(folded); // another name may have the same key
        else
            m_younger.push_back(keyed.photo);
    }
    return {};
}

Result<bool> ProjectNames::isAnyOnDisk(PhotoId photo) const
{
    SAFELIGHT_ASSIGN(const auto files, FileRepository(m_step.connection()).filesOf(photo));
    return std::ranges::any_of(files, &PhotoFile::isPresent);
}

Status ProjectNames::listSameButForCase()
{
    SAFELIGHT_ASSIGN(const auto names,
                     FileRepository(m_step.connection()).sameButForCase(m_visit.project.id));
    for (const QString& name : names)
        m_step.leftAlone({ErrorCode::AlreadyExists, name, {}, nullptr}, &m_visit.project);
    return {};
}

Status ProjectNames::renameAll()
{
    const PhotoId after = {m_visit.cursor.value(u"after").toInteger()};
    for (const PhotoId photo : m_younger) {
        if (m_step.shouldStop())
            return {};
        if (photo <= after)
            continue;
        SAFELIGHT_TRY(rename(photo));
        SAFELIGHT_TRY(m_visit.keep({{QStringLiteral("after"), photo.value}}));
    }
    return {};
}

Status ProjectNames::rename(PhotoId photo)
{
    SAFELIGHT_ASSIGN(const auto row, PhotoRepository(m_step.connection()).find(photo));
    if (!row)
        return {};
    const std::string stem = bytesFromText(row->stem);
    SAFELIGHT_ASSIGN(const auto files, filesOf(photo, stem));
    const auto wanted = freeStem(stem, files);
    if (!wanted) {
        m_step.failed(wanted.error(), &m_visit.project, photo);
        return {};
    }
    Correction change;
    change.kind = CorrectionKind::PhotoRenamed;
    change.project = m_visit.project.id;
    change.projectName = m_visit.project.name;
    change.photo = photo;
    change.stem = row->stem;
    change.before = change.after = row->available;
    change.beforeText = row->stem;
    change.afterText = textFromBytes(*wanted);
    SAFELIGHT_ASSIGN(const bool isPermitted, m_step.permits(change));
    if (!isPermitted) {
        m_taken.insert(keyOf(change.afterText)); // a plan gives each its own name, too
        return {};
    }
    m_step.count(u"corrected");
    SAFELIGHT_ASSIGN(const bool isRenamed,
                     m_renaming.rename(change, files, {{QStringLiteral("after"), photo.value}}));
    if (!isRenamed) {
        m_step.count(u"corrected", -1);
        return {};
    }
    m_taken.insert(keyOf(change.afterText));
    m_step.environment().log.info(u"duplicate_names_renamed",
                                  {{QStringLiteral("project"), m_visit.project.name},
                                   {QStringLiteral("from"), change.beforeText},
                                   {QStringLiteral("to"), change.afterText}});
    m_step.tell({change});
    return {};
}

/// All of its files that lie in the folder: those without a row as well, and those below a link, which a
/// listing does not follow.
Result<std::vector<std::string>> ProjectNames::filesOf(PhotoId photo, const std::string& stem) const
{
    std::vector<std::string_view> endings;
    m_names->endingsOf(stem, endings);
    std::vector<std::string> files;
    files.reserve(endings.size());
    for (const std::string_view ending : endings)
        files.push_back(stem + std::string(ending));
    SAFELIGHT_ASSIGN(const auto rows, FileRepository(m_step.connection()).filesOf(photo));
    for (const PhotoFile& row : rows) {
        const std::string name = bytesFromText(row.name);
        struct stat status = {};
        const bool isLeftOut = name.starts_with(stem) && std::ranges::find(files, name) == files.end();
        if (isLeftOut && ::lstat((m_visit.folder / name).c_str(), &status) == 0)
            files.push_back(name);
    }
    return files;
}

Result<std::string> ProjectNames::freeStem(const std::string& stem, const std::vector<std::string>& files)
{
    SAFELIGHT_ASSIGN(const auto* onDisk, keysIn(std::filesystem::path(stem).parent_path()));
    std::size_t longestEnding = 0;
    for (const std::string& file : files)
        longestEnding = std::max(longestEnding, file.size() - stem.size());
    for (int number = 2; number < kMostNumbers; ++number) {
        std::string candidate = numberedStem(stem, number, longestEnding);
        const std::size_t key = keyOf(textFromBytes(candidate));
        if (!m_taken.contains(key) && !onDisk->contains(key))
            return candidate;
    }
    return Error{ErrorCode::AlreadyExists, textFromBytes(stem), {}, nullptr};
}

/// The stems that lie in a folder of the project, whether the catalogue knows them or not.
Result<const std::unordered_set<std::size_t>*> ProjectNames::keysIn(const std::filesystem::path& folder)
{
    if (const auto known = m_onDisk.find(folder); known != m_onDisk.end())
        return &known->second;
    std::unordered_set<std::size_t> keys;
    std::error_code failure;
    std::filesystem::directory_iterator it(m_visit.folder / folder, failure);
    for (; !failure && it != std::filesystem::directory_iterator(); it.increment(failure)) {
        const std::string name = (folder / it->path().filename()).native();
        keys.insert(keyOf(textFromBytes(photoStemOf(name))));
    }
    if (failure)
        return errorFromErrno(failure.value(), pathToText(m_visit.folder / folder), ErrorCode::ReadFailed);
    return &m_onDisk.emplace(folder, std::move(keys)).first->second;
}

} // namespace

StepOutcome runDuplicateNamesTask(StepContext& step)
{
    return sweepProjects(step, [](ProjectVisit& visit) { return ProjectNames(visit).run(); });
}

} // namespace safelight
