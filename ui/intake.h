#pragma once

#include "ui/libraryactions.h"

#include <QObject>
#include <QPoint>

class QSettings;
class QWidget;

namespace safelight {

class DropOverlay;
class LibraryController;
class ProjectPane;

/// How photos get into the program: dropped, chosen, or given on the command line; each way ends in the
/// dialog that asks where to and how, and that in a request.
class Intake : public QObject
{
    Q_OBJECT

public:
    using Paths = std::vector<std::filesystem::path>;

    /// `settings`: where options and presets are remembered.
    Intake(LibraryController& library, ProjectPane& projects, QSettings& settings, QWidget& window);

    /// Something with these paths is dragged over a point of the screen.
    void hover(const Paths& paths, const QPoint& globalPosition);
    void leave();
    void drop(const Paths& paths, const QPoint& globalPosition);

    /// Asks where to and how. An empty project: a new one, or the person's choice.
    void ask(const Paths& paths, const QString& project = {});
    void chooseFolder();
    void chooseFiles();

Q_SIGNALS:
    void requested(const safelight::IngestRequest& request);

private:
    void look(const Paths& paths);
    void say(const QPoint& globalPosition);
    enum class Choice { Folder, Files };
    void choose(Choice choice);

    LibraryController& m_library;
    ProjectPane& m_projects;
    QSettings& m_settings;
    QWidget& m_window;
    DropOverlay* m_overlay;
    Paths m_hovering;
    QString m_what; ///< "3 folders"
    QPoint m_position;
};

} // namespace safelight
