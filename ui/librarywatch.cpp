// What LibraryController does with watched folders; the rest is in librarycontroller.cpp.
#include "ui/librarycontroller.h"

#include <QJsonObject>

namespace safelight {

void LibraryController::connectWatches()
{
    connect(&m_watches, &WatchBoard::happened, this, &LibraryController::takeFact);
    connect(&m_watches, &WatchBoard::stageChanged, this, &LibraryController::jobsChanged);
    connect(&m_watches, &WatchBoard::failed, this, &LibraryController::failed);
    connect(&m_watches, &WatchBoard::ingestEnded, this, [this](WatchedFolderId id, const TaskResult& result) {
        Q_EMIT jobsChanged();
        Q_EMIT receiptsChanged();
        const WatchEntry* entry = m_watches.find(id);
        if (entry && result.summary[u"imported"].toInteger() > 0)
            followUp(projectNameOf(entry->folder).trimmed());
    });
}

/// As of a task of this program; but it is nobody's task.
void LibraryController::takeFact(const Fact& fact)
{
    if (const auto* ingested = std::get_if<ItemsIngested>(&fact)) {
        Q_EMIT itemsIngested(ingested->items);
        m_refreshSoon.start();
    } else if (const auto* pictured = std::get_if<PhotosPictured>(&fact)) {
        Q_EMIT photosPictured(pictured->photos);
    } else if (std::holds_alternative<ProjectsChanged>(fact)) {
        refreshProjects();
        m_watches.refresh(); // a folder knows its project by now
    }
}

QString LibraryController::projectNameOf(const WatchedFolder& folder) const
{
    const Project* known = project(folder.project);
    return known ? known->name : folder.options[u"project"].toString();
}

void LibraryController::saveWatched(QObject* context, const WatchedFolder& folder,
                                    WatchBoard::Receive receive)
{
    withLibrary([this, context = QPointer<QObject>(context), folder, receive = std::move(receive)] {
        if (context)
            m_watches.save(context, folder, receive);
    });
}

} // namespace safelight
