#include "ui/widgets/bottompanel.h"

#include "ui/librarycontroller.h"
#include "ui/models/ingestresultmodel.h"
#include "ui/widgets/ingestpage.h"
#include "ui/widgets/livecorrections.h"
#include "ui/widgets/taskstrip.h"
#include "ui/words/progresstext.h"

namespace safelight {

BottomPanel::BottomPanel(LibraryController& library, QWidget* parent)
    : QTabWidget(parent),
      m_tasks(new TaskStrip(library, this)),
      m_corrections(new LiveCorrections(library, this)),
      m_ingest(new IngestPage(library, this))
{
    setDocumentMode(true);
    addTab(m_tasks, tr("Tasks"));
    addTab(m_corrections, tr("Corrections"));
    addTab(m_ingest, tr("Last ingest"));
    connect(m_tasks, &TaskStrip::countChanged, this, [this](int running) {
        m_running = running;
        tell();
    });
    connect(m_tasks, &TaskStrip::resultsRequested, this, &BottomPanel::showIngest);
    connect(&library, &LibraryController::rowsCorrected, this, [this](const QVector<Correction>& rows) {
        m_newCorrections += static_cast<int>(rows.size());
        tell();
    });
    connect(&m_ingest->model(), &IngestResultModel::countsChanged, this, &BottomPanel::tell);
    connect(this, &QTabWidget::currentChanged, this, [this] {
        if (currentWidget() == m_corrections)
            m_newCorrections = 0;
        tell();
    });
}

void BottomPanel::tell()
{
    const int failed = m_ingest->model().count(IngestOutcome::Failed);
    setTabText(indexOf(m_tasks), m_running > 0 ? tr("Tasks (%1)").arg(m_running) : tr("Tasks"));
    setTabText(indexOf(m_corrections), m_newCorrections > 0
                                           ? tr("Corrections (%1 new)").arg(countText(m_newCorrections))
                                           : tr("Corrections"));
    setTabText(indexOf(m_ingest),
               failed > 0 ? tr("Last ingest (%1 failed)").arg(countText(failed)) : tr("Last ingest"));
}

void BottomPanel::showTasks()
{
    setCurrentWidget(m_tasks);
}

void BottomPanel::showIngest()
{
    setCurrentWidget(m_ingest);
}

void BottomPanel::showCorrections()
{
    setCurrentWidget(m_corrections);
}

} // namespace safelight
