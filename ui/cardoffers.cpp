#include "ui/cardoffers.h"

#include "base/pathtext.h"
#include "ui/desktop/desktop.h"
#include "ui/widgets/bannerstack.h"
#include "ui/words/cardtext.h"
#include "ui/words/errortext.h"

namespace safelight {

namespace {

constexpr auto kNoCards = "cards/dismissed"; // identities of volumes

QString bannerOf(const std::filesystem::path& root)
{
    return u"card/" + pathToText(root);
}

QString unmountedBannerOf(const std::filesystem::path& root)
{
    return u"unmounted/" + pathToText(root);
}

const CardSurvey* surveyOf(const CardEntry& card)
{
    return card.survey && *card.survey ? &**card.survey : nullptr;
}

bool isDone(const CardEntry& card)
{
    const CardSurvey* survey = surveyOf(card);
    return survey && survey->newFrames == 0 && survey->isSafeToFormat();
}

/// A card straight from the shop, or one that was formatted.
bool isBlank(const CardEntry& card)
{
    const CardSurvey* survey = surveyOf(card);
    return survey && survey->frames == 0 && !survey->isSafeToFormat();
}

QString offerText(const CardEntry& card)
{
    const QString title = cardTitle(card.name(), card.layouts);
    if (!card.survey)
        return CardOffers::tr("%1 is here. Looking for what is new on it…").arg(title);
    if (!*card.survey)
        return CardOffers::tr("%1 is here. What is new on it is not known: %2.")
            .arg(title, shortText(card.survey->error()));
    return CardOffers::tr("%1: %2").arg(title, cardSurveyText(**card.survey));
}

} // namespace

CardOffers::CardOffers(CardBoard& board, Places places, Unmount unmount, const QString& stateFile,
                       QObject* parent)
    : QObject(parent),
      m_board(board),
      m_places(std::move(places)),
      m_unmount(std::move(unmount)),
      m_settings(stateFile, QSettings::IniFormat)
{
    connect(&board, &CardBoard::cardFound, this, &CardOffers::offer);
    connect(&board, &CardBoard::cardChanged, this, &CardOffers::offer);
    connect(&board, &CardBoard::cardGone, this, &CardOffers::withdraw);
}

void CardOffers::offer(const std::filesystem::path& root)
{
    const CardEntry* card = m_board.find(root);
    if (!card)
        return;
    offerInTray();
    const QString id = bannerOf(root);
    m_places.banners.remove(unmountedBannerOf(root));
    if (card->isBeingRead || isBlank(*card) || isDismissed(*card) || m_unmounting.contains(root)) {
        m_places.banners.remove(id);
        return;
    }
    const bool isProven = isDone(*card);
    m_places.banners.add({id, isProven ? QStringLiteral("done") : QStringLiteral("take-in"), offerText(*card),
                          isProven ? tr("Unmount") : tr("Take in…"),
                          [this, root, isProven] {
                              if (isProven)
                                  unmount(root);
                              else
                                  Q_EMIT takeInRequested(root);
                          },
                          [this, root] { dismiss(root); }, true});
    notifyOnce(*card);
}

void CardOffers::notifyOnce(const CardEntry& card)
{
    const CardSurvey* survey = surveyOf(card);
    if (!survey || survey->newFrames == 0 || m_places.isSeen() || !m_notified.insert(card.root).second)
        return;
    m_places.desktop.notify({cardTitle(card.name(), card.layouts), cardSurveyText(*survey)});
}

void CardOffers::withdraw(const std::filesystem::path& root)
{
    m_places.banners.remove(bannerOf(root));
    m_dismissed.erase(root);
    m_notified.erase(root);
    offerInTray();
}

void CardOffers::offerInTray()
{
    QVector<Tray::Offer> offers;
    for (const CardEntry& card : m_board.cards()) {
        if (card.isBeingRead || isBlank(card) || isDone(card) || isDismissed(card))
            continue;
        const CardSurvey* survey = surveyOf(card);
        const QString title = cardTitle(card.name(), card.layouts);
        offers += {survey ? tr("Take in %1 (%2)…").arg(title, cardSurveyWord(*survey))
                          : tr("Take in %1…").arg(title),
                   [this, root = card.root] { Q_EMIT takeInRequested(root); }};
    }
    m_places.tray.setOffers(offers);
}

/// A card is offered again when it comes again. A fixed disk that looks like one, as a copy of a card does,
/// comes at every start: it is not.
void CardOffers::dismiss(const std::filesystem::path& root)
{
    m_dismissed.insert(root);
    const CardEntry* card = m_board.find(root);
    const bool isCard = !card || card->volume.deviceClass == DeviceClass::Removable;
    if (!isCard && !card->volume.identity.isEmpty()) {
        QStringList no = m_settings.value(QLatin1StringView(kNoCards)).toStringList();
        m_settings.setValue(QLatin1StringView(kNoCards), no << card->volume.identity);
    }
    offerInTray();
}

bool CardOffers::isDismissed(const CardEntry& card) const
{
    return m_dismissed.contains(card.root) ||
           (!card.volume.identity.isEmpty() &&
            m_settings.value(QLatin1StringView(kNoCards)).toStringList().contains(card.volume.identity));
}

void CardOffers::unmount(const std::filesystem::path& root)
{
    const CardEntry* card = m_board.find(root);
    if (!card || !m_unmounting.insert(root).second)
        return;
    const QString id = bannerOf(root);
    const QString title = cardTitle(card->name(), card->layouts);
    m_places.banners.add({id,
                          QStringLiteral("running"),
                          tr("%1 is being unmounted. Do not take it out yet.").arg(title),
                          {},
                          {},
                          {}});
    m_unmount(*card, [this, root, id, title](const std::optional<Error>& error) {
        m_unmounting.erase(root);
        if (error) {
            Q_EMIT failed(*error);
            offer(root);
            return;
        }
        m_places.banners.remove(id);
        m_places.banners.add({unmountedBannerOf(root),
                              QStringLiteral("done"),
                              tr("%1 can be taken out.").arg(title),
                              {},
                              {},
                              {}});
    });
}

} // namespace safelight
