#pragma once

#include "base/error.h"
#include "domain/correction.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace safelight {

class CorrectionFilter;
class CorrectionModel;
class LibraryController;

/// The corrected rows, newest first, while they arrive; to be filtered and exported.
class CorrectionsPage : public QWidget
{
    Q_OBJECT

public:
    explicit CorrectionsPage(LibraryController& library, QWidget* parent = nullptr);

    CorrectionModel& model() { return *m_model; }
    CorrectionFilter& filter() { return *m_filter; }
    /// Writes what is shown to `file`, off the GUI thread; `exported` or `failed` follows.
    void exportTo(const QString& file);

Q_SIGNALS:
    void photoRequested(safelight::ProjectId project, safelight::PhotoId photo);
    void exported(const QString& file, int rows);
    void failed(const safelight::Error& error);

private:
    void makeBar();
    void makeTable();
    void loadEarlier();
    void askWhereTo();
    void tell();

    LibraryController& m_library;
    CorrectionModel* m_model;
    CorrectionFilter* m_filter;
    bool m_hasLoaded = false;
    QLineEdit* m_search;
    QComboBox* m_change;
    QLabel* m_count;
    QPushButton* m_export;
    QTableView* m_table;
};

} // namespace safelight
