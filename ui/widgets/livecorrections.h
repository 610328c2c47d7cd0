#pragma once

#include "base/error.h"
#include "domain/correction.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace safelight {

class CorrectionModel;
class LibraryController;

/// The newest corrections while they arrive, beside the photos; the page has them all.
class LiveCorrections : public QWidget
{
    Q_OBJECT

public:
    explicit LiveCorrections(LibraryController& library, QWidget* parent = nullptr);

    CorrectionModel& model() { return *m_model; }
    QTableView& table() { return *m_table; }

Q_SIGNALS:
    void photoRequested(safelight::ProjectId project, safelight::PhotoId photo);
    void pageRequested();
    void failed(const safelight::Error& error);

private:
    void loadEarlier();
    void tell();

    LibraryController& m_library;
    CorrectionModel* m_model;
    bool m_hasLoaded = false;
    QLabel* m_count;
    QPushButton* m_page;
    QTableView* m_table;
};

} // namespace safelight
