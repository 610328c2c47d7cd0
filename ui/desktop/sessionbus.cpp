#include "ui/desktop/sessionbus.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QFile>
#include <QFutureWatcher>
#include <QVariantMap>
#include <QtConcurrentRun>

namespace safelight {

namespace {

constexpr int kAnswerMs = 5000;

const QString kConnection = QStringLiteral("safelight-desktop");

/// Without an address the library would start a bus of its own.
bool isAnyBusThere()
{
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return true;
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !runtime.isEmpty() && QFile::exists(runtime + u"/bus");
}

bool connectToBus()
{
    return isAnyBusThere() &&
           QDBusConnection::connectToBus(QDBusConnection::SessionBus, kConnection).isConnected();
}

} // namespace

SessionBus::SessionBus(QObject* parent) : QObject(parent)
{
    auto* connecting = new QFutureWatcher<bool>(this);
    connect(connecting, &QFutureWatcher<bool>::finished, this, [this, connecting] {
        m_isConnected = connecting->result();
        connecting->deleteLater();
        if (!m_isConnected)
            return;
        if (m_fraction)
            showProgress(m_fraction);
        Q_EMIT connected();
    });
    connecting->setFuture(QtConcurrent::run(&connectToBus));
}

void SessionBus::notify(const Notice& notice)
{
    if (!m_isConnected) {
        Q_EMIT unanswered();
        return;
    }
    auto call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
    const QVariantMap hints = {{QStringLiteral("desktop-entry"), QStringLiteral("safelight")}};
    constexpr quint32 kReplacesNone = 0;
    constexpr qint32 kAsTheServerLikes = -1;
    call.setArguments({QStringLiteral("Safelight"), kReplacesNone, QStringLiteral("safelight"), notice.title,
                       notice.text.toHtmlEscaped(), QStringList(), hints, kAsTheServerLikes});
    auto* answer = new QDBusPendingCallWatcher(QDBusConnection(kConnection).asyncCall(call, kAnswerMs), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        if (answer->isError())
            Q_EMIT unanswered();
        answer->deleteLater();
    });
}

void SessionBus::showProgress(std::optional<double> fraction)
{
    m_fraction = fraction;
    if (!m_isConnected)
        return;
    auto update = QDBusMessage::createSignal(QStringLiteral("/com/canonical/unity/launcherentry/1"),
                                             QStringLiteral("com.canonical.Unity.LauncherEntry"),
                                             QStringLiteral("Update"));
    update.setArguments({QStringLiteral("application://safelight.desktop"),
                         QVariantMap{{QStringLiteral("progress"), fraction.value_or(0.0)},
                                     {QStringLiteral("progress-visible"), fraction.has_value()}}});
    QDBusConnection(kConnection).send(update);
}

} // namespace safelight
