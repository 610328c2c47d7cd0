#pragma once

#include "ui/watchboard.h"

#include <QAbstractTableModel>

#include <functional>

namespace safelight {

/// The watched folders, in the order in which they were added.
class WatchListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        State,
        Folder,
        Project,
        Transfer,
        LastScan,
        Found,
        TakenIn,
        Duplicates,
        Failed,
        Queue,
        ColumnCount
    };
    /// The name of the project that a folder's pictures go to.
    using ProjectOf = std::function<QString(const WatchedFolder&)>;

    explicit WatchListModel(ProjectOf projectOf, QObject* parent = nullptr);

    void setEntries(const QVector<WatchEntry>& entries);
    void setEntry(const WatchEntry& entry);
    const WatchEntry& entry(int row) const { return m_entries[row]; }
    /// -1: it is not there.
    int rowOf(WatchedFolderId id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString textOf(const WatchEntry& entry, int column) const;

    ProjectOf m_projectOf;
    QVector<WatchEntry> m_entries;
};

} // namespace safelight
