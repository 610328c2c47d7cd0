#pragma once

#include "domain/ingestitem.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <array>
#include <optional>
#include <vector>

namespace safelight {

/// What became of each file of an ingest, in the order of its commits. Of a very large one, files that were
/// simply taken in are only counted after the first 50,000; whatever there is to say something about is
/// always listed.
class IngestResultModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Outcome, File, Reason, Photo, ColumnCount };
    enum Role {
        OutcomeRole = Qt::UserRole + 1, ///< int, of IngestOutcome
    };

    explicit IngestResultModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

    void clear();
    void add(const QVector<IngestItem>& items);

    const IngestItem& item(int row) const { return m_items[static_cast<std::size_t>(row)]; }
    int count(IngestOutcome outcome) const { return m_counts[static_cast<std::size_t>(outcome)]; }
    int total() const;
    /// Carried paths of the files that failed.
    QStringList failedPaths() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void countsChanged();

private:
    static constexpr std::size_t kOutcomes = 5;

    std::vector<IngestItem> m_items;
    std::array<int, kOutcomes> m_counts{};
};

/// The items of one outcome, or all.
class IngestResultFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit IngestResultFilter(IngestResultModel& model, QObject* parent = nullptr);
    void setOutcome(std::optional<IngestOutcome> outcome);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    IngestResultModel& m_model;
    std::optional<IngestOutcome> m_outcome;
};

} // namespace safelight
