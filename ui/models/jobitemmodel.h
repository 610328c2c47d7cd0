#pragma once

#include "catalog/catalogreader.h"

#include <QAbstractTableModel>

namespace safelight {

class LibraryController;

/// Single things of a job that failed, were left alone, or wait for a decision: read a page at a time as they
/// are scrolled to, off the GUI thread.
class JobItemModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Subject, Project, What, Before, After, ColumnCount };
    enum Role {
        BeforeRole = Qt::UserRole + 1, ///< Availability; of proposals that concern it only
        AfterRole,                     ///< Availability; of proposals that concern it only
    };

    explicit JobItemModel(LibraryController& library, JobItemState state, QObject* parent = nullptr);

    /// Whose items; of one project, or of all. An invalid id: nobody's.
    void setJob(JobId job, std::optional<ProjectId> project = {});
    /// Reads the items that came since.
    void readMore();

    const JobItem& item(int row) const { return m_items[row]; }
    bool isComplete() const { return m_isComplete; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    static constexpr int kPage = 500;

Q_SIGNALS:
    void loaded();
    void failed(const safelight::Error& error);

private:
    void readPage();
    void take(const QVector<JobItem>& page);
    bool isProposal() const { return m_state == JobItemState::Proposed; }
    QString text(const JobItem& item, int column) const;

    LibraryController& m_library;
    JobItemState m_state;
    JobId m_job;
    std::optional<ProjectId> m_project;
    JobItemId m_last;
    QVector<JobItem> m_items;
    int m_generation = 0; ///< of job and project
    bool m_isLoading = false;
    bool m_isComplete = true;
};

} // namespace safelight
