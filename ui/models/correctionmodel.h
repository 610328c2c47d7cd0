#pragma once

#include "domain/correction.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <deque>

namespace safelight {

/// The rows that checks set right, newest first, arriving live. Bounded: the oldest go when there are too
/// many.
class CorrectionModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Photo, Before, After, Files, Project, Time, ColumnCount };
    enum Role {
        BeforeRole = Qt::UserRole + 1, ///< Availability
        AfterRole,                     ///< Availability
    };

    explicit CorrectionModel(int most = kMost, QObject* parent = nullptr)
        : QAbstractTableModel(parent), m_most(most)
    {
    }

    /// Corrections that have just been committed, in their order.
    void add(const QVector<Correction>& rows);
    /// Those of earlier runs, newest last; goes below what has arrived already.
    void addEarlier(const QVector<Correction>& rows);

    const Correction& correction(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static constexpr int kMost = 100'000;

private:
    QString text(const Correction& row, int column) const;
    void dropOldest();

    int m_most;
    std::deque<Correction> m_rows; ///< newest first
};

/// The corrections that contain a text, or that lost something, or that came back.
class CorrectionFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Change { Any, Lost, Found };

    explicit CorrectionFilter(CorrectionModel& model, QObject* parent = nullptr);

    void setText(const QString& text);
    void setChange(Change change);
    /// What passes, in the order that is shown.
    QVector<Correction> corrections() const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    CorrectionModel& m_model;
    QString m_text;
    Change m_change = Change::Any;
};

} // namespace safelight
