#pragma once

#include "storage/fileio.h"

#include <QObject>
#include <QTimer>

#include <memory>

class QSocketNotifier;

namespace safelight {

/// Tells when a file system was mounted or unmounted in this process's view of the files, a moment after the
/// last change of a flurry of them. The kernel wakes it (proc(5): a change is an exceptional condition on
/// mountinfo); nothing is asked again and again. Lives on a thread with an event loop.
class MountWatch : public QObject
{
    Q_OBJECT

public:
    explicit MountWatch(QObject* parent = nullptr);
    ~MountWatch() override;

    /// False: the system does not tell, so changed() never comes.
    bool isTold() const { return m_notifier != nullptr; }

Q_SIGNALS:
    void changed();

private:
    FileHandle m_table;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_settle;
};

} // namespace safelight
