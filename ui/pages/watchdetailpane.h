#pragma once

#include "ui/watchboard.h"

#include <QWidget>

class QAbstractItemModel;
class QLabel;
class QPushButton;
class QTabWidget;
class QTableView;

namespace safelight {

class LibraryController;
class QuarantineModel;
class WatchEventModel;

/// One watched folder: how it is doing, what happened last, what waits in quarantine, and what can be done.
class WatchDetailPane : public QWidget
{
    Q_OBJECT

public:
    explicit WatchDetailPane(LibraryController& library, QWidget* parent = nullptr);

    /// None: nothing is chosen.
    void setEntry(const std::optional<WatchEntry>& entry);

    WatchEventModel& events() { return *m_events; }
    QuarantineModel& quarantine() { return *m_quarantine; }

Q_SIGNALS:
    void editRequested();
    void removeRequested();

private:
    QWidget* makeHeader();
    QWidget* makeQuarantine();
    QTableView* makeTable(QAbstractItemModel& model, const QString& name);
    void connectButtons();

    LibraryController& m_library;
    std::optional<WatchEntry> m_entry;
    WatchEventModel* m_events;
    QuarantineModel* m_quarantine;
    QLabel* m_title;
    QLabel* m_state;
    QPushButton* m_start;
    QPushButton* m_stop;
    QPushButton* m_restart;
    QPushButton* m_edit;
    QPushButton* m_remove;
    QPushButton* m_retry;
    QTabWidget* m_tabs;
};

} // namespace safelight
