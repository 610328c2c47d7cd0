#pragma once

#include "tasks/task.h"
#include "ui/desktop/desktop.h"

#include <QHash>
#include <QObject>

#include <chrono>
#include <functional>

namespace safelight {

class LibraryController;

/// Tells the desktop how far the work is, and when something that took long has ended while nobody looks at
/// the window.
class DesktopReporter : public QObject
{
    Q_OBJECT

public:
    /// Whether a person looks at the window.
    using IsSeen = std::function<bool()>;

    DesktopReporter(LibraryController& library, Desktop& desktop, IsSeen isSeen,
                    std::chrono::milliseconds longWork = kLongWork, QObject* parent = nullptr);

    static constexpr std::chrono::seconds kLongWork{30};

private:
    void follow(Task* task);
    void takeEnd(Task* task);
    void tellProgress();

    Desktop& m_desktop;
    IsSeen m_isSeen;
    std::chrono::milliseconds m_longWork;
    QHash<Task*, double> m_running; ///< how far, 0 to 1
    int m_told = -1;                ///< percent
};

/// How far a task is over all of its steps, 0 to 1; 0 while that is not known.
double overallFraction(const TaskProgress& progress);

} // namespace safelight
