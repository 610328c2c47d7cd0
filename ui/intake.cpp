#include "ui/intake.h"

#include "base/pathtext.h"
#include "ui/dialogs/ingestdialog.h"
#include "ui/librarycontroller.h"
#include "ui/widgets/dropoverlay.h"
#include "ui/widgets/projectpane.h"

#include <QFileDialog>
#include <QListView>
#include <QStandardPaths>

namespace safelight {

namespace {

struct Found
{
    int folders = 0;
    int files = 0;
};

Found lookAt(const Intake::Paths& paths)
{
    Found found;
    for (const auto& path : paths) {
        std::error_code failure;
        ++(std::filesystem::is_directory(path, failure) ? found.folders : found.files);
    }
    return found;
}

QString wordsFor(const Found& found)
{
    QStringList parts;
    if (found.folders > 0)
        parts += Intake::tr("%n folder(s)", nullptr, found.folders);
    if (found.files > 0)
        parts += Intake::tr("%n file(s)", nullptr, found.files);
    return parts.join(Intake::tr(" and "));
}

} // namespace

Intake::Intake(LibraryController& library, ProjectPane& projects, QSettings& settings, QWidget& window)
    : QObject(&window),
      m_library(library),
      m_projects(projects),
      m_settings(settings),
      m_window(window),
      m_overlay(new DropOverlay(&window))
{
}

void Intake::look(const Paths& paths)
{
    if (paths == m_hovering)
        return;
    m_hovering = paths;
    m_what = tr("%n item(s)", nullptr, static_cast<int>(paths.size()));
    // What they are is a question for the disk, or for a card: asked elsewhere, answered when it comes.
    m_library.runner().query(
        this, [paths] { return lookAt(paths); },
        [this, paths](const Found& found) {
            if (paths != m_hovering)
                return;
            m_what = wordsFor(found);
            if (m_overlay->isVisible())
                say(m_position);
        });
}

void Intake::hover(const Paths& paths, const QPoint& globalPosition)
{
    look(paths);
    say(globalPosition);
}

void Intake::say(const QPoint& globalPosition)
{
    m_position = globalPosition;
    const Project* project = m_projects.projectAt(globalPosition);
    m_projects.setDropTarget(project ? project->id : ProjectId{});
    if (project) {
        const QListView& list = m_projects.list();
        const QModelIndex index = list.indexAt(list.viewport()->mapFromGlobal(globalPosition));
        QRect hole = list.visualRect(index);
        hole.moveTo(list.viewport()->mapTo(&m_window, hole.topLeft()));
        m_overlay->say(tr("Take in %1 to “%2”").arg(m_what, displayText(project->name)),
                       tr("You choose between copy and move before anything happens."), hole);
        return;
    }
    m_overlay->say(tr("Drop to take in %1").arg(m_what),
                   tr("You choose the project, and copy or move, before anything happens."), {});
}

void Intake::leave()
{
    m_hovering.clear();
    m_overlay->hide();
    m_projects.setDropTarget({});
}

void Intake::drop(const Paths& paths, const QPoint& globalPosition)
{
    const Project* project = m_projects.projectAt(globalPosition);
    const QString name = project ? project->name : QString();
    leave();
    ask(paths, name);
}

void Intake::ask(const Paths& paths, const QString& project)
{
    if (paths.empty())
        return;
    auto* dialog = new IngestDialog({paths, project}, m_library, IngestPresets(m_settings), &m_window);
    connect(dialog, &IngestDialog::requested, this, &Intake::requested);
    dialog->open();
}

void Intake::chooseFolder()
{
    choose(Choice::Folder);
}

void Intake::chooseFiles()
{
    choose(Choice::Files);
}

void Intake::choose(Choice choice)
{
    const bool isFolder = choice == Choice::Folder;
    auto* dialog = new QFileDialog(&m_window, isFolder ? tr("Take in a card or folder") : tr("Take in files"),
                                   QStandardPaths::writableLocation(QStandardPaths::PicturesLocation));
    dialog->setFileMode(isFolder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    dialog->setLabelText(QFileDialog::Accept, tr("Choose"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& files) {
        Paths paths;
        for (const QString& file : files)
            paths.emplace_back(QFile::encodeName(file).toStdString());
        ask(paths);
    });
    dialog->open();
}

} // namespace safelight
