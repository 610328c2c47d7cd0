#pragma once

#include "ui/jobboard.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace safelight {

/// What waits for a decision, a line for each: review, apply, dismiss. Nothing to decide: nothing is seen.
class ProposalsPanel : public QWidget
{
    Q_OBJECT

public:
    ProposalsPanel(LibraryController& library, JobBoard& board, QWidget* parent = nullptr);

    /// Decisions that are open.
    int count() const;
    /// Opens what this job proposes, if it still does.
    void review(JobId job);

Q_SIGNALS:
    void countChanged(int count);

private:
    void rebuild();
    void reviewWanted();
    QWidget* makeLine(const ProposalGroup& group);
    void openReview(const ProposalGroup& group);
    void askToApply(const ProposalGroup& group);
    void apply(const ProposalGroup& group);
    void dismiss(const ProposalGroup& group);

    LibraryController& m_library;
    JobBoard& m_board;
    JobId m_wanted; ///< to be reviewed as soon as it is there
    QVector<ProposalGroup> m_shown;
    QVBoxLayout* m_column;
    QWidget* m_lines = nullptr;
};

} // namespace safelight
