#include "ui/pages/pages.h"

#include "ui/jobboard.h"
#include "ui/jobrecorder.h"
#include "ui/pages/correctionspage.h"
#include "ui/pages/jobdetailpane.h"
#include "ui/pages/jobspage.h"
#include "ui/pages/maintenancepage.h"
#include "ui/pages/proposalspanel.h"
#include "ui/pages/receiptspage.h"
#include "ui/pages/watchpage.h"

#include <algorithm>

namespace safelight {

Pages::Pages(LibraryController& library, QWidget* photos, IngestPresets presets, QWidget* parent)
    : QStackedWidget(parent),
      m_board(new JobBoard(library, this)),
      m_recorder(new JobRecorder(library, this)),
      m_photos(photos),
      m_maintenance(new MaintenancePage(library, *m_board, this)),
      m_jobs(new JobsPage(library, *m_board, *m_recorder, this)),
      m_corrections(new CorrectionsPage(library, *m_board, this)),
      m_receipts(new ReceiptsPage(library, this)),
      m_watched(new WatchPage(library, presets, this))
{
    for (QWidget* page : std::initializer_list<QWidget*>{m_photos, m_maintenance, m_jobs, m_corrections,
                                                         m_receipts, m_watched})
        addWidget(page); // in the order of Page
    connectPages();
}

void Pages::connectPages()
{
    connect(this, &QStackedWidget::currentChanged, this, &Pages::pageChanged);
    connect(m_board, &JobBoard::changed, this, &Pages::tellCounts);
    connect(m_board, &JobBoard::failed, this, &Pages::failed);
    connect(m_maintenance, &MaintenancePage::jobRequested, this, &Pages::showJob);
    JobDetailPane& details = m_jobs->details();
    connect(&details, &JobDetailPane::correctionsRequested, this, &Pages::showCorrectionsOf);
    connect(&details, &JobDetailPane::decisionRequested, this, &Pages::review);
    connect(&details, &JobDetailPane::ingestRequested, this, &Pages::ingestRequested);
    connect(&details, &JobDetailPane::photoRequested, this, &Pages::photoRequested);
    connect(&details, &JobDetailPane::failed, this, &Pages::failed);
    connect(m_corrections, &CorrectionsPage::photoRequested, this, &Pages::photoRequested);
    connect(m_corrections, &CorrectionsPage::exported, this, &Pages::exported);
    connect(m_corrections, &CorrectionsPage::failed, this, &Pages::failed);
    connect(m_receipts, &ReceiptsPage::failed, this, &Pages::failed);
}

void Pages::tellCounts()
{
    const auto active = std::ranges::count_if(m_board->jobs(), [](const Job& job) {
        return job.state == JobState::Running || job.state == JobState::Queued;
    });
    Q_EMIT countsChanged(static_cast<int>(active), m_corrections->proposals().count());
}

void Pages::open(Page page)
{
    setCurrentIndex(static_cast<int>(page));
    m_board->refreshSoon(); // another program may have changed something
    currentWidget()->setFocus(Qt::ShortcutFocusReason);
}

void Pages::showJob(JobId job)
{
    m_jobs->choose(job);
    open(Page::Jobs);
}

void Pages::showCorrectionsOf(JobId job)
{
    m_corrections->showJob(job);
    open(Page::Corrections);
}

void Pages::showReceipt(ReceiptId receipt)
{
    m_receipts->choose(receipt);
    open(Page::Receipts);
}

void Pages::review(JobId job)
{
    open(Page::Corrections);
    m_corrections->proposals().review(job);
}

bool Pages::focusSearch()
{
    if (page() != Page::Corrections)
        return false;
    m_corrections->focusSearch();
    return true;
}

void Pages::saveTo(QSettings& settings) const
{
    m_jobs->saveTo(settings);
}

void Pages::restoreFrom(const QSettings& settings)
{
    m_jobs->restoreFrom(settings);
}

} // namespace safelight
