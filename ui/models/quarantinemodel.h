#pragma once

#include "monitor/watchstatus.h"

#include <QAbstractTableModel>

namespace safelight {

/// The files of a watched folder that could not be taken in, and when they are tried again.
class QuarantineModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { File, Reason, Attempts, NextTry, ColumnCount };

    explicit QuarantineModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

    void setFiles(const QVector<QuarantinedFile>& files);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVector<QuarantinedFile> m_files;
};

} // namespace safelight
