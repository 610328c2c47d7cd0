#include "app/stopsignals.h"

#include <QSocketNotifier>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace safelight {

namespace {

// A signal handler may hardly do anything: it writes a byte to a pipe, and the event loop reads it.
std::array<int, 2> pipeEnds = {-1, -1}; // NOLINT: a signal handler knows no object

void onSignal(int /*number*/)
{
    const char byte = 1;
    (void)!::write(pipeEnds[1], &byte, 1);
}

} // namespace

StopSignals::StopSignals(QObject* parent) : QObject(parent)
{
    if (::pipe2(pipeEnds.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return; // the program can still be ended by its window
    m_notifier = new QSocketNotifier(pipeEnds[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &StopSignals::read);
    for (const int number : {SIGINT, SIGTERM})
        std::signal(number, onSignal);
}

StopSignals::~StopSignals()
{
    for (const int number : {SIGINT, SIGTERM})
        std::signal(number, SIG_DFL);
    for (int& end : pipeEnds) {
        if (end >= 0)
            ::close(std::exchange(end, -1));
    }
}

void StopSignals::read()
{
    char byte = 0;
    while (::read(pipeEnds[0], &byte, 1) > 0)
        continue;
    Q_EMIT stopRequested();
}

} // namespace safelight
