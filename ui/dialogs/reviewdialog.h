#pragma once

#include "ui/jobboard.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QTableView;

namespace safelight {

class JobItemModel;

/// What a job would change, one by one, with the decision. Does not block: the decision is a signal.
class ReviewDialog : public QDialog
{
    Q_OBJECT

public:
    ReviewDialog(LibraryController& library, const ProposalGroup& group, QWidget* parent = nullptr);

    JobItemModel& model() { return *m_model; }

Q_SIGNALS:
    void approved(const safelight::ProposalGroup& group);
    void dismissed(const safelight::ProposalGroup& group);

private:
    void makeTable();
    void makeButtons();

    ProposalGroup m_group;
    JobItemModel* m_model;
    QTableView* m_table;
};

/// What a group proposes, in one line: "Wedding: 812 photos would be marked as changed or missing".
QString proposalText(const ProposalGroup& group);

} // namespace safelight
