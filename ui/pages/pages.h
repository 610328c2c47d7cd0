#pragma once

#include "base/error.h"
#include "domain/job.h"
#include "domain/receipt.h"
#include "ui/ingestpresets.h"
#include "ui/libraryactions.h"

#include <QStackedWidget>

class QSettings;

namespace safelight {

class CorrectionsPage;
class JobBoard;
class JobRecorder;
class JobsPage;
class LibraryController;
class MaintenancePage;
class ReceiptsPage;
class WatchPage;

/// The pages of the window, one of them shown, wired to each other.
class Pages : public QStackedWidget
{
    Q_OBJECT

public:
    enum class Page { Photos, Maintenance, Jobs, Corrections, Receipts, Watched };

    /// `photos`: the page of the photos, which the window makes itself.
    Pages(LibraryController& library, QWidget* photos, IngestPresets presets, QWidget* parent = nullptr);

    Page page() const { return static_cast<Page>(currentIndex()); }
    /// Shows a page and gives it the keyboard.
    void open(Page page);
    void showJob(JobId job);
    void showCorrectionsOf(JobId job);
    void showReceipt(ReceiptId receipt);
    /// Shows what a job proposes, to be decided on.
    void review(JobId job);
    /// To where something on the page is searched; false: this page has no such place.
    bool focusSearch();

    JobBoard& board() { return *m_board; }
    MaintenancePage& maintenance() { return *m_maintenance; }
    JobsPage& jobs() { return *m_jobs; }
    CorrectionsPage& corrections() { return *m_corrections; }
    ReceiptsPage& receipts() { return *m_receipts; }
    WatchPage& watched() { return *m_watched; }

    void saveTo(QSettings& settings) const;
    void restoreFrom(const QSettings& settings);

Q_SIGNALS:
    void pageChanged();
    /// Jobs that run or wait, and decisions that are open.
    void countsChanged(int jobs, int decisions);
    void photoRequested(safelight::ProjectId project, safelight::PhotoId photo);
    void ingestRequested(const safelight::IngestRequest& request);
    void exported(const QString& file, int rows);
    void failed(const safelight::Error& error);

private:
    void connectPages();
    void tellCounts();

    JobBoard* m_board;
    JobRecorder* m_recorder;
    QWidget* m_photos;
    MaintenancePage* m_maintenance;
    JobsPage* m_jobs;
    CorrectionsPage* m_corrections;
    ReceiptsPage* m_receipts;
    WatchPage* m_watched;
};

} // namespace safelight
