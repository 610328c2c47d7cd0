#pragma once

#include "cards/cardlayout.h"
#include "cards/cardsurvey.h"
#include "cards/mountwatch.h"

#include "storage/volume.h"

#include <QObject>
#include <QSet>
#include <QThreadPool>

#include <functional>
#include <optional>
#include <vector>

namespace safelight {

class LibraryController;

/// A camera's card that is mounted, as the window shows it.
struct CardEntry
{
    std::filesystem::path root; ///< its mount point
    Volume volume;
    std::vector<CardLayout> layouts;          ///< one at least
    std::optional<Result<CardSurvey>> survey; ///< none: not yet
    bool isBeingRead = false;                 ///< an ingest of this window takes in from it

    /// Its label, else the folder's name; as carried text.
    QString name() const;
};

/// The camera cards that are mounted, and what is new on each. Lives on the GUI thread; cards and the
/// catalogue are read on threads of its own, one for each.
class CardBoard : public QObject
{
    Q_OBJECT

public:
    using Survey = std::function<Result<CardSurvey>(const Library*, const std::filesystem::path& root,
                                                    const CancelToken&)>;

    CardBoard(LibraryController& library, Survey survey, QObject* parent = nullptr);
    /// Waits for what is being read, after asking it to stop.
    ~CardBoard() override;

    /// Looks for cards, from now on whenever something is mounted or unmounted.
    void start();

    const std::vector<CardEntry>& cards() const { return m_cards; }
    /// Null: there is none there.
    const CardEntry* find(const std::filesystem::path& root) const;

Q_SIGNALS:
    void cardFound(const std::filesystem::path& root);
    /// It was surveyed, or an ingest of it has begun or ended.
    void cardChanged(const std::filesystem::path& root);
    void cardGone(const std::filesystem::path& root);

private:
    /// What tells a mounted volume from the one that is mounted in its place later.
    struct Place
    {
        std::filesystem::path root;
        QString device;
        QString identity;

        friend bool operator==(const Place&, const Place&) = default;
    };
    struct Look
    {
        std::vector<Place> places;    ///< all that may be cards
        std::vector<CardEntry> found; ///< cards among those that were not known before
    };
    /// None: the system did not tell.
    static std::optional<Look> lookAround(const std::vector<Place>& known);
    static Place placeOf(const CardEntry& card)
    {
        return {card.root, card.volume.device, card.volume.identity};
    }

    CardEntry* entryOf(const std::filesystem::path& root);
    void look();
    void take(const std::optional<Look>& look);
    void dropIf(const std::function<bool(const CardEntry&)>& isGone);
    void survey(const CardEntry& card);
    void surveyAll();
    void takeSurvey(const Place& place, Result<CardSurvey> survey);
    void noteIngests();
    bool isOfLibrary(const CardEntry& card) const;

    LibraryController& m_library;
    Survey m_survey;
    MountWatch m_watch;
    std::vector<Place> m_known; ///< looked at, cards or not
    std::vector<CardEntry> m_cards;
    CancelToken m_end;
    bool m_isLooking = false;
    bool m_looksAgain = false;
    QThreadPool m_lookPool;
    QThreadPool m_surveyPool;
};

} // namespace safelight
