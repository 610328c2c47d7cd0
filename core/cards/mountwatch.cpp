#include "cards/mountwatch.h"

#include <QSocketNotifier>

#include <fcntl.h>

#include <chrono>

namespace safelight {

namespace {

constexpr std::chrono::milliseconds kSettle{50};

} // namespace

MountWatch::MountWatch(QObject* parent)
    : QObject(parent), m_table(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC))
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettle);
    connect(&m_settle, &QTimer::timeout, this, &MountWatch::changed);
    if (!m_table.isOpen())
        return;
    m_notifier = std::make_unique<QSocketNotifier>(m_table.fd(), QSocketNotifier::Exception);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] { m_settle.start(); });
}

MountWatch::~MountWatch() = default;

} // namespace safelight
