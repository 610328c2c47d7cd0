#include "ui/widgets/taskstrip.h"

#include "ui/librarycontroller.h"
#include "ui/widgets/taskrow.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace safelight {

namespace {

constexpr int kMostFinished = 8;

} // namespace

TaskStrip::TaskStrip(LibraryController& library, QWidget* parent)
    : QScrollArea(parent),
      m_library(library),
      m_empty(new QLabel(tr("Nothing runs. What you start is shown here while it works, "
                            "and how it ended."),
                         this)),
      m_waiting(new QLabel(this))
{
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* contents = new QWidget(this);
    m_column = new QVBoxLayout(contents);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    for (QLabel* label : {m_empty, m_waiting}) {
        label->setObjectName(QStringLiteral("quiet"));
        label->setContentsMargins(12, 10, 12, 10);
        m_column->addWidget(label);
    }
    m_waiting->hide();
    m_column->addStretch(1);
    setWidget(contents);
    connect(&library, &LibraryController::taskStarted, this, &TaskStrip::add);
    connect(&library, &LibraryController::waitingChanged, this, [this](int count) {
        m_waiting->setText(tr("%n more to take in after that", nullptr, count));
        m_waiting->setVisible(count > 0);
    });
}

void TaskStrip::add(Task* task)
{
    const auto isEarlierRun = [task](const TaskRow* row) {
        return row->isFinished() && row->job().isValid() && row->job() == task->job();
    };
    const auto earlier = std::ranges::find_if(m_rows, isEarlierRun);
    if (earlier != m_rows.end())
        remove(*earlier); // the job goes on
    auto* row = new TaskRow(*task, widget());
    m_rows.prepend(row);
    m_column->insertWidget(0, row);
    connect(row, &TaskRow::followed, this, &TaskStrip::follow);
    connect(row, &TaskRow::dismissed, this, &TaskStrip::remove);
    connect(row, &TaskRow::ended, this, &TaskStrip::tell);
    dropOldFinished();
    tell();
}

void TaskStrip::follow(TaskRow* row)
{
    switch (row->follow()) {
    case TaskRow::Follow::ReviewMassChange:
        Q_EMIT reviewRequested(row->job());
        break;
    case TaskRow::Follow::Resume:
        m_library.resumeJob(row->job());
        remove(row); // it comes back as a line of its own
        break;
    case TaskRow::Follow::ShowResults:
    case TaskRow::Follow::None:
        Q_EMIT resultsRequested();
        break;
    }
}

void TaskStrip::remove(TaskRow* row)
{
    m_rows.removeOne(row);
    row->hide();
    row->deleteLater();
    tell();
}

void TaskStrip::dropOldFinished()
{
    for (qsizetype i = m_rows.size() - 1; i >= kMostFinished; --i) {
        if (m_rows[i]->isFinished())
            remove(m_rows[i]);
    }
}

void TaskStrip::tell()
{
    m_empty->setVisible(m_rows.isEmpty());
    const auto running = std::ranges::count_if(m_rows, [](const TaskRow* row) { return !row->isFinished(); });
    Q_EMIT countChanged(static_cast<int>(running));
}

} // namespace safelight
