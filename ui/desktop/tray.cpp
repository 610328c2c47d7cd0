#include "ui/desktop/tray.h"

#include "ui/symbols.h"

#include <QAction>
#include <QMenu>

namespace safelight {

Tray::Tray(QObject* parent) : QObject(parent), m_menu(std::make_unique<QMenu>()), m_icon(applicationIcon())
{
    m_icon.setContextMenu(m_menu.get());
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
            Q_EMIT windowRequested();
    });
    setOffers({});
}

Tray::~Tray() = default;

void Tray::show()
{
    m_icon.show();
}

void Tray::setOffers(const QVector<Offer>& offers)
{
    m_menu->clear();
    for (const Offer& offer : offers) {
        QString text = offer.text;
        auto* action = m_menu->addAction(symbol(QStringLiteral("take-in")),
                                         text.replace(QStringLiteral("&"), QStringLiteral("&&")));
        connect(action, &QAction::triggered, this, [accept = offer.accept] { accept(); });
    }
    if (!offers.isEmpty())
        m_menu->addSeparator();
    connect(m_menu->addAction(tr("Show Safelight")), &QAction::triggered, this, &Tray::windowRequested);
    connect(m_menu->addAction(symbol(QStringLiteral("quit")), tr("Quit")), &QAction::triggered, this,
            &Tray::quitRequested);
    m_icon.setToolTip(offers.isEmpty() ? tr("Safelight") : tr("Safelight: %1").arg(offers.first().text));
}

} // namespace safelight
