#pragma once

#include <QObject>
#include <QSystemTrayIcon>
#include <QVector>

#include <functional>
#include <memory>

class QMenu;

namespace safelight {

/// The program's icon in the desktop's tray, as long as the program runs: what can be taken in right now, and
/// the way back to the window. Where the desktop has no tray nothing is shown.
class Tray : public QObject
{
    Q_OBJECT

public:
    struct Offer
    {
        QString text;
        std::function<void()> accept;
    };

    explicit Tray(QObject* parent = nullptr);
    ~Tray() override;

    void show();
    /// In place of those before; the icon's tool tip names the first.
    void setOffers(const QVector<Offer>& offers);
    const QMenu& menu() const { return *m_menu; }
    QString toolTip() const { return m_icon.toolTip(); }

Q_SIGNALS:
    void windowRequested();
    void quitRequested();

private:
    std::unique_ptr<QMenu> m_menu;
    QSystemTrayIcon m_icon;
};

} // namespace safelight
