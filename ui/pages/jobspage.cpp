#include "ui/pages/jobspage.h"

#include "ui/jobboard.h"
#include "ui/librarycontroller.h"
#include "ui/models/joblistmodel.h"
#include "ui/pages/jobdetailpane.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/jobdelegate.h"

#include <QListView>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace safelight {

JobsPage::JobsPage(LibraryController& library, JobBoard& board, JobRecorder& recorder, QWidget* parent)
    : QWidget(parent),
      m_board(board),
      m_model(new JobListModel([&library](const Job& job) { return library.titleOf(job); }, this)),
      m_list(new QListView(this)),
      m_details(new JobDetailPane(library, board, recorder, this)),
      m_empty(new EmptyState(this)),
      m_columns(new QSplitter(Qt::Horizontal, this)),
      m_stack(new QStackedWidget(this))
{
    m_list->setModel(m_model);
    m_list->setItemDelegate(new JobDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setAccessibleName(tr("Jobs"));
    m_list->setMinimumWidth(140);
    m_empty->say(
        {QStringLiteral("jobs"),
         tr("No job yet"),
         tr("What Safelight does for you is listed here: taking photos in, and every check. Start one "
            "under “Maintenance”, or drop photos on the window."),
         {}});
    m_columns->addWidget(m_list);
    m_columns->addWidget(m_details);
    m_columns->setStretchFactor(1, 1);
    m_columns->setSizes({360, 780});
    m_columns->setChildrenCollapsible(false);
    m_columns->setHandleWidth(1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_columns);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    setFocusProxy(m_list);
    connect(&board, &JobBoard::changed, this, &JobsPage::takeJobs);
    connect(&board, &JobBoard::progressed, m_model, &JobListModel::setProgress);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& index) {
                const Job* job = m_model->job(index.row());
                if (m_isTaking || !job)
                    return;
                m_chosen = job->id;
                m_details->setJob(m_chosen);
            });
}

void JobsPage::takeJobs()
{
    m_isTaking = true; // what moves in the list is not chosen by a person
    m_model->setJobs(m_board.jobs());
    m_isTaking = false;
    keepChoice();
    m_stack->setCurrentWidget(m_model->rowCount() > 0 ? static_cast<QWidget*>(m_columns) : m_empty);
}

void JobsPage::keepChoice()
{
    int row = m_model->rowOf(m_chosen);
    if (row < 0 && !m_chosen.isValid() && m_model->rowCount() > 0)
        row = 0;
    if (row < 0)
        return;
    m_list->setCurrentIndex(m_model->index(row));
    m_chosen = m_model->job(row)->id;
    m_details->setJob(m_chosen);
}

void JobsPage::choose(JobId job)
{
    m_chosen = job;
    keepChoice();
    m_board.refreshSoon();
}

void JobsPage::saveTo(QSettings& settings) const
{
    settings.setValue(QStringLiteral("jobs/columns"), m_columns->saveState());
}

void JobsPage::restoreFrom(const QSettings& settings)
{
    m_columns->restoreState(settings.value(QStringLiteral("jobs/columns")).toByteArray());
}

} // namespace safelight
