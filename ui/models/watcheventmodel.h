#pragma once

#include "monitor/watchstatus.h"

#include <QAbstractTableModel>

namespace safelight {

/// What happened last in a watched folder, newest first.
class WatchEventModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { When, What, File, Why, ColumnCount };

    explicit WatchEventModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

    /// Oldest first, as a status has them; what is listed already stays where it is.
    void setEvents(const QVector<WatchEvent>& events);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void reset(const QVector<WatchEvent>& events);

    QVector<WatchEvent> m_events; ///< newest first
};

} // namespace safelight
