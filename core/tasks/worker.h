#pragma once

#include "domain/job.h"

#include <QString>

namespace safelight {

/// `boot@host/pid/start time`: names this process for good, so that a job of a dead process is known for what
/// it is.
QString currentWorker();

/// Whether the worker of a running job may still be at work. A process of this host is looked for; one of
/// another host (they share a server's catalogue) is taken for dead when its heart has not beaten for ten
/// minutes, which leaves room for clocks that differ.
bool mayBeAlive(const Job& job);

/// Whether a worker of this host, as named by currentWorker(), is gone for sure.
bool mayBeAlive(const QString& worker);

} // namespace safelight
