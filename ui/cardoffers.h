#pragma once

#include "ui/cardboard.h"
#include "ui/desktop/tray.h"

#include <QObject>
#include <QSettings>

#include <set>

namespace safelight {

class BannerStack;
class Desktop;

/// Offers the cards that are mounted: at the top of the window, in the tray, and by a notice when nobody
/// looks at the window. Offers to unmount those of which everything is proven.
class CardOffers : public QObject
{
    Q_OBJECT

public:
    using Unmounted = std::function<void(const std::optional<Error>&)>;
    /// Unmounts a card and tells how that went, on the GUI thread.
    using Unmount = std::function<void(const CardEntry&, Unmounted)>;

    struct Places
    {
        BannerStack& banners;
        Tray& tray;
        Desktop& desktop;
        std::function<bool()> isSeen; ///< whether a person looks at the window
    };

    /// `stateFile`: where it is remembered which disks are no cards to their owner.
    CardOffers(CardBoard& board, Places places, Unmount unmount, const QString& stateFile,
               QObject* parent = nullptr);

Q_SIGNALS:
    void takeInRequested(const std::filesystem::path& root);
    void failed(const safelight::Error& error);

private:
    void offer(const std::filesystem::path& root);
    void withdraw(const std::filesystem::path& root);
    void offerInTray();
    void notifyOnce(const CardEntry& card);
    void dismiss(const std::filesystem::path& root);
    void unmount(const std::filesystem::path& root);
    bool isDismissed(const CardEntry& card) const;

    CardBoard& m_board;
    Places m_places;
    Unmount m_unmount;
    QSettings m_settings;
    std::set<std::filesystem::path> m_dismissed; ///< until they are taken out
    std::set<std::filesystem::path> m_notified;  ///< the same
    std::set<std::filesystem::path> m_unmounting;
};

} // namespace safelight
