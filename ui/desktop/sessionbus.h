#pragma once

#include "ui/desktop/desktop.h"

#include <QObject>

namespace safelight {

/// The desktop over the session bus: notifications by org.freedesktop.Notifications (the Desktop
/// Notifications Specification 1.2), progress by the signal com.canonical.Unity.LauncherEntry.Update, which
/// the task bars of KDE, Unity and others read. Without a bus nothing is shown. Lives on the GUI thread,
/// which never waits for the bus: it is connected to on another one.
class SessionBus : public QObject, public Desktop
{
    Q_OBJECT

public:
    explicit SessionBus(QObject* parent = nullptr);

    bool isConnected() const { return m_isConnected; }

    void notify(const Notice& notice) override;
    void showProgress(std::optional<double> fraction) override;

Q_SIGNALS:
    void connected();
    /// A notice was not shown: there is no bus, or nobody on it who shows any.
    void unanswered();

private:
    bool m_isConnected = false;
    std::optional<double> m_fraction;
};

} // namespace safelight
