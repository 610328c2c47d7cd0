#pragma once

#include "domain/correction.h"

#include <QAbstractTableModel>
#include <QSet>

#include <deque>

namespace safelight {

/// Corrected rows, newest first, arriving live; each once, however often it is told. Bounded: the oldest go
/// when there are too many. What was undone stays, and says so.
class CorrectionModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Project, Photo, What, Before, After, Job, ColumnCount };
    enum Role {
        BeforeRole = Qt::UserRole + 1, ///< Availability; none of other kinds of correction
        AfterRole,                     ///< Availability; none of other kinds of correction
    };

    explicit CorrectionModel(int most = kMost, QObject* parent = nullptr)
        : QAbstractTableModel(parent), m_most(most)
    {
    }

    /// Corrections that have just been committed, in their order.
    void add(const QVector<Correction>& rows);
    /// Older ones, newest first; they go below what is there.
    void append(const QVector<Correction>& rows);
    void markUndone(const QVector<Correction>& rows);

    const Correction& correction(int row) const;
    int most() const { return m_most; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static constexpr int kMost = 5'000;

protected:
    void clear();

private:
    QString text(const Correction& row, int column) const;
    QString toolTip(const Correction& row, int column) const;
    QVector<Correction> unknownOf(const QVector<Correction>& rows);
    void dropOldest();

    int m_most;
    std::deque<Correction> m_rows; ///< newest first
    QSet<CorrectionId> m_known;
};

} // namespace safelight
