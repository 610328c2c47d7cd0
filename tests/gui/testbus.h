#pragma once

#include <QProcess>
#include <QStandardPaths>
#include <QString>

namespace safelight {

/// A message bus of the test's own. A process reads the addresses of its buses once: one test program can
/// stand for the session's bus or for the system's, not for both.
class TestBus
{
public:
    TestBus()
    {
        m_daemon.start(
            QStringLiteral("dbus-daemon"),
            {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address=1")});
        if (m_daemon.waitForReadyRead())
            m_address = QString::fromLatin1(m_daemon.readLine()).trimmed();
    }
    TestBus(const TestBus&) = delete;
    TestBus& operator=(const TestBus&) = delete;
    ~TestBus()
    {
        m_daemon.kill();
        m_daemon.waitForFinished();
    }

    static bool isPossible()
    {
        return !QStandardPaths::findExecutable(QStringLiteral("dbus-daemon")).isEmpty();
    }
    /// Empty: it did not start.
    QString address() const { return m_address; }

private:
    QProcess m_daemon;
    QString m_address;
};

} // namespace safelight
