#include "ui/cardboard.h"

#include "base/pathtext.h"
#include "storage/fileio.h"
#include "ui/librarycontroller.h"

#include <algorithm>

namespace safelight {

namespace {

constexpr ByteCount kLargestMountTable{qint64{16} * 1024 * 1024};

/// Whether this request takes in from the folder, from one above, or from something below it.
bool takesInFrom(const IngestRequest& request, const std::filesystem::path& folder)
{
    return std::ranges::any_of(request.sources, [&](const std::filesystem::path& source) {
        return isAtOrBelow(source, folder) || isAtOrBelow(folder, source);
    });
}

} // namespace

QString CardEntry::name() const
{
    return volume.label.isEmpty() ? textFromBytes(root.filename().native()) : volume.label;
}

CardBoard::CardBoard(LibraryController& library, Survey survey, QObject* parent)
    : QObject(parent), m_library(library), m_survey(std::move(survey))
{
    m_lookPool.setMaxThreadCount(1);
    m_surveyPool.setMaxThreadCount(1);
    connect(&m_watch, &MountWatch::changed, this, &CardBoard::look);
    connect(&library, &LibraryController::stateChanged, this, &CardBoard::surveyAll);
    connect(&library, &LibraryController::receiptsChanged, this, &CardBoard::surveyAll);
    connect(&library, &LibraryController::projectsChanged, this,
            [this] { dropIf([this](const CardEntry& card) { return isOfLibrary(card); }); });
    connect(&library, &LibraryController::taskStarted, this, &CardBoard::noteIngests);
    connect(&library, &LibraryController::taskFinished, this, [this](const Task* task) {
        if (task->kind() != Task::Kind::Ingest)
            return;
        noteIngests();
        surveyAll();
    });
}

CardBoard::~CardBoard()
{
    m_end.cancel();
    m_lookPool.waitForDone();
    m_surveyPool.waitForDone();
}

void CardBoard::start()
{
    look();
}

const CardEntry* CardBoard::find(const std::filesystem::path& root) const
{
    const auto found = std::ranges::find(m_cards, root, &CardEntry::root);
    return found == m_cards.end() ? nullptr : &*found;
}

CardEntry* CardBoard::entryOf(const std::filesystem::path& root)
{
    const auto found = std::ranges::find(m_cards, root, &CardEntry::root);
    return found == m_cards.end() ? nullptr : &*found;
}

/// On a thread of its own: a device may take its time to answer.
std::optional<CardBoard::Look> CardBoard::lookAround(const std::vector<Place>& known)
{
    const auto table = readSmallFile(SystemPlaces().mountInfo, kLargestMountTable);
    if (!table)
        return std::nullopt;
    Look look;
    for (const Mount& mount : cardCandidates(parseMountInfo(*table))) {
        auto volume = volumeOf(mount.mountPoint);
        if (!volume)
            continue; // gone again
        const Place place{mount.mountPoint, volume->device, volume->identity};
        look.places.push_back(place);
        if (std::ranges::find(known, place) != known.end())
            continue;
        auto layouts = layoutsOf(mount.mountPoint);
        if (!layouts.empty())
            look.found.push_back({mount.mountPoint, *std::move(volume), std::move(layouts), {}, false});
    }
    return look;
}

void CardBoard::look()
{
    if (std::exchange(m_isLooking, true)) {
        m_looksAgain = true;
        return;
    }
    m_lookPool.start([this, known = m_known] {
        auto look = lookAround(known);
        QMetaObject::invokeMethod(
            this, [this, look = std::move(look)] { take(look); }, Qt::QueuedConnection);
    });
}

void CardBoard::take(const std::optional<Look>& seen)
{
    m_isLooking = false;
    if (seen) {
        m_known = seen->places;
        dropIf([this](const CardEntry& card) {
            return std::ranges::find(m_known, placeOf(card)) == m_known.end();
        });
        for (const CardEntry& card : seen->found) {
            if (isOfLibrary(card))
                continue;
            m_cards.push_back(card);
            Q_EMIT cardFound(card.root);
            survey(card);
        }
        noteIngests();
    }
    if (std::exchange(m_looksAgain, false))
        look();
}

void CardBoard::dropIf(const std::function<bool(const CardEntry&)>& isGone)
{
    std::vector<std::filesystem::path> gone;
    for (const CardEntry& card : m_cards) {
        if (isGone(card))
            gone.push_back(card.root);
    }
    std::erase_if(m_cards, isGone);
    for (const auto& root : gone)
        Q_EMIT cardGone(root);
}

/// A disk that photos are kept on is no card, whatever else lies there.
bool CardBoard::isOfLibrary(const CardEntry& card) const
{
    const bool holdsProject = std::ranges::any_of(m_library.projects(), [&](const Project& project) {
        return isAtOrBelow(bytesFromText(project.folder), card.root);
    });
    return holdsProject || isAtOrBelow(m_library.root(), card.root);
}

void CardBoard::survey(const CardEntry& card)
{
    using State = LibraryController::State;
    if (m_library.state() == State::Opening || m_library.state() == State::Failed)
        return; // what is new is not known before it is open
    const auto& environment = m_library.environment();
    m_surveyPool.start([this, place = placeOf(card), end = m_end, survey = m_survey,
                        library = environment ? std::optional(environment->library) : std::nullopt] {
        if (end.isCancelled())
            return;
        auto result = survey(library ? &*library : nullptr, place.root, end);
        QMetaObject::invokeMethod(
            this,
            [this, place, result = std::move(result)]() mutable { takeSurvey(place, std::move(result)); },
            Qt::QueuedConnection);
    });
}

void CardBoard::surveyAll()
{
    for (const CardEntry& card : m_cards)
        survey(card);
}

void CardBoard::takeSurvey(const Place& place, Result<CardSurvey> survey)
{
    CardEntry* card = entryOf(place.root);
    if (!card || placeOf(*card) != place)
        return; // taken out meanwhile
    card->survey = std::move(survey);
    Q_EMIT cardChanged(place.root);
}

void CardBoard::noteIngests()
{
    std::vector<std::filesystem::path> changed;
    for (CardEntry& card : m_cards) {
        const auto& running = m_library.runner().running();
        const bool isRead = std::ranges::any_of(running, [&](const Task* task) {
            return task->kind() == Task::Kind::Ingest && !task->isFinished() &&
                   takesInFrom(task->request().value<IngestRequest>(), card.root);
        });
        if (std::exchange(card.isBeingRead, isRead) != isRead)
            changed.push_back(card.root);
    }
    for (const auto& root : changed)
        Q_EMIT cardChanged(root);
}

} // namespace safelight
