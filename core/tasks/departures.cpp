#include "tasks/departures.h"

#include "base/pathtext.h"
#include "base/units.h"
#include "storage/filereader.h"
#include "storage/manifest.h"

#include <sys/stat.h>

#include <cerrno>

namespace safelight {

Result<Departures::Outcome> Departures::settle()
{
    SAFELIGHT_ASSIGN(const auto departures, DepartureRepository(m_connection).all());
    return finish(departures);
}

Result<Departures::Outcome> Departures::finish(const std::vector<Departure>& departures)
{
    Outcome outcome;
    if (departures.empty())
        return outcome;
    std::vector<DepartureId> over;
    for (const Departure& departure : departures) {
        const auto step = finishOne(departure);
        if (!step) {
            outcome.left.emplace_back(departure.id, step.error());
            m_environment.log.warning(u"departure_left",
                                      {{QStringLiteral("project"), departure.from.name},
                                       {QStringLiteral("name"), departure.name},
                                       {QStringLiteral("error"), describeForLog(step.error())}});
        } else if (*step != Step::Away) {
            over.push_back(departure.id);
        }
        outcome.removed += step && *step == Step::Removed ? 1 : 0;
    }
    // A name that came back after a power loss would be nobody's: the rows go when it is gone for good.
    for (const auto& folder : std::exchange(m_folders, {}))
        SAFELIGHT_TRY(syncFolder(m_environment.fs, folder));
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_TRY(DepartureRepository(m_connection).remove(over));
    SAFELIGHT_TRY(transaction.commit());
    return outcome;
}

/// `Over` without a removal where the name is gone, is a file's of that project again, or may hold the only
/// copy.
Result<Departures::Step> Departures::finishOne(const Departure& departure)
{
    const Library& library = m_environment.library;
    if (!isOnline(departure.from) || !isOnline(departure.file.project))
        return Step::Away;
    const auto old = library.folderOf(departure.from) / bytesFromText(departure.name);
    const auto now = library.folderOf(departure.file.project) / bytesFromText(departure.file.file.name);
    if (isSurelyGone(old))
        return Step::Over;
    SAFELIGHT_ASSIGN(const auto row,
                     FileRepository(m_connection).findByName(departure.from.id, departure.name));
    if (row || isSurelyGone(now))
        return Step::Over;
    struct stat status = {};
    if (::lstat(old.c_str(), &status) != 0)
        return errorFromErrno(errno, pathToText(old), ErrorCode::ReadFailed);
    if (!S_ISREG(status.st_mode))
        return Step::Over;
    if (const Status removed = removeName(old, now); !removed) {
        const ErrorCode code = removed.error().code;
        const bool isAnotherFile = code == ErrorCode::VerifyFailed || code == ErrorCode::AlreadyExists;
        return isAnotherFile ? Result<Step>(Step::Over) : Result<Step>(removed.error());
    }
    m_folders.insert(old.parent_path());
    return Step::Removed;
}

bool Departures::isOnline(const Project& project)
{
    const auto [known, isNew] = m_online.try_emplace(project.id, false);
    if (isNew) {
        const auto manifest = Manifest::read(m_environment.library.folderOf(project));
        known->second = manifest && manifest->id == project.uuid;
    }
    return known->second;
}

/// Errors: AlreadyExists where both may be one name of one file, VerifyFailed where the bytes differ, those
/// of reading and removing.
Status Departures::removeName(const std::filesystem::path& old, const std::filesystem::path& now) const
{
    if (!areTwoNamesOfOneFile(old, now)) {
        SAFELIGHT_ASSIGN(const FileIdentity oldIdentity, identityOf(old));
        SAFELIGHT_ASSIGN(const FileIdentity newIdentity, identityOf(now));
        if (mayBeOneFile(oldIdentity, old, newIdentity))
            return Error{ErrorCode::AlreadyExists, pathToText(old), {}, nullptr};
        const FileReader reader(m_environment.fs, {kBytesPerMiB}, CancelToken(), [](qint64) {});
        SAFELIGHT_ASSIGN(const bool isSame, reader.isSameContent(old, now));
        if (!isSame)
            return Error{ErrorCode::VerifyFailed, pathToText(old), {}, nullptr};
    }
    if (m_environment.fs.unlink(old.c_str()) != 0)
        return errorFromErrno(errno, pathToText(old), ErrorCode::WriteFailed);
    return {};
}

} // namespace safelight
