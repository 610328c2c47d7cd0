#pragma once

#include <QTabWidget>

namespace safelight {

class IngestPage;
class LibraryController;
class LiveCorrections;
class TaskStrip;

/// Below the photos: what runs, what was corrected, what was taken in.
class BottomPanel : public QTabWidget
{
    Q_OBJECT

public:
    explicit BottomPanel(LibraryController& library, QWidget* parent = nullptr);

    TaskStrip& tasks() { return *m_tasks; }
    LiveCorrections& corrections() { return *m_corrections; }
    IngestPage& ingest() { return *m_ingest; }

    void showTasks();
    void showIngest();
    void showCorrections();

private:
    void tell();

    TaskStrip* m_tasks;
    LiveCorrections* m_corrections;
    IngestPage* m_ingest;
    int m_running = 0;
    int m_newCorrections = 0;
};

} // namespace safelight
