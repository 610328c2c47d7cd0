#pragma once

#include "ui/dialogs/ingestplanner.h"
#include "ui/models/ingestplanmodel.h"

#include <QWidget>

class QAbstractButton;
class QButtonGroup;
class QLabel;
class QProgressBar;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace safelight {

class CardRemarks;

/// A plan to be looked at while it is made: filters with counts, and a table in which photos are left out.
class PlanPane : public QWidget
{
    Q_OBJECT

public:
    explicit PlanPane(IngestPlanner& planner, QWidget* parent = nullptr);

    IngestPlanModel& model() { return *m_model; }
    const IngestPlanModel& model() const { return *m_model; }
    IngestPlanFilter& filter() { return *m_filter; }
    QTableView& table() { return *m_table; }
    CardRemarks& remarks() { return *m_remarks; }
    /// Where the plan has nothing to show, this is said.
    void setPlaceholder(const QString& text);
    /// The text of a filter's button; empty: it is not shown.
    QString chipText(std::optional<Finding> finding) const;
    QAbstractButton& remarksChip() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeChips();
    QToolButton* makeChip(int id);
    QToolButton* makeTicks();
    void makeTable();
    void tellCounts();
    void tellRemarks();
    void tellState();
    void showChosen();
    QString stateText() const;
    void tickShown(bool isTicked);
    void toggleChosen();

    IngestPlanner& m_planner;
    IngestPlanModel* m_model;
    IngestPlanFilter* m_filter;
    QButtonGroup* m_chips;
    QStackedWidget* m_stack;
    QTableView* m_table;
    CardRemarks* m_remarks;
    QLabel* m_empty;
    QLabel* m_state;
    QProgressBar* m_bar;
    QString m_placeholder;
};

} // namespace safelight
