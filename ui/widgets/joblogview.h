#pragma once

#include "tasks/joblog.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace safelight {

class LibraryController;

/// What a job has written into the log, to be read and copied. Reads off the GUI thread, and only while it is
/// seen.
class JobLogView : public QWidget
{
    Q_OBJECT

public:
    explicit JobLogView(LibraryController& library, QWidget* parent = nullptr);

    void setJob(JobId job);
    /// There may be more lines by now.
    void refresh();

    QPlainTextEdit& text() { return *m_text; }

    static constexpr int kMostLines = 1'000;

protected:
    void showEvent(QShowEvent* event) override;

private:
    void take(const Result<QVector<JobLogLine>>& lines);

    LibraryController& m_library;
    JobId m_job;
    bool m_isReading = false;
    bool m_isStale = false;
    QLabel* m_hint;
    QPushButton* m_copy;
    QPlainTextEdit* m_text;
};

/// A line as it is shown: "14:03:07  warning  job_item_failed  project=Wedding".
QString logLineText(const JobLogLine& line);

} // namespace safelight
