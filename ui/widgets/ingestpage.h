#pragma once

#include "domain/receipt.h"
#include "tasks/task.h"
#include "ui/libraryactions.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;

namespace safelight {

class IngestResultFilter;
class IngestResultModel;
class LibraryController;
class VerdictBanner;

/// What became of each file of the last ingest; stays to be read, and what failed can be tried again.
class IngestPage : public QWidget
{
    Q_OBJECT

public:
    explicit IngestPage(LibraryController& library, QWidget* parent = nullptr);

    IngestResultModel& model() { return *m_model; }
    QTableView& table() { return *m_table; }
    VerdictBanner& verdict() { return *m_verdict; }

Q_SIGNALS:
    void retryRequested(const safelight::IngestRequest& request);
    void projectRequested(const QString& name);
    void receiptRequested(safelight::ReceiptId receipt);

private:
    void makeBar();
    void follow(Task* task);
    void readReceipts(const QJsonObject& summary);
    void tell();

    LibraryController& m_library;
    IngestResultModel* m_model;
    IngestResultFilter* m_filter;
    IngestRequest m_request;
    bool m_isRunning = false;
    QLabel* m_title;
    QComboBox* m_outcome;
    QPushButton* m_retry;
    QPushButton* m_show;
    QTableView* m_table;
    VerdictBanner* m_verdict;
};

/// The request to try failed files again: of its sources those that a failed file is, or lies in. The sources
/// themselves and not the files, so that each file gets the place that it would have had; what is stored
/// already is skipped.
IngestRequest retryOf(const IngestRequest& request, const QStringList& failedPaths);

} // namespace safelight
