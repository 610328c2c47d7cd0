#pragma once

#include "domain/ingestitem.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSortFilterProxyModel>

#include <array>
#include <filesystem>
#include <optional>
#include <vector>

namespace safelight {

/// Photos, and the bytes of their files.
struct PlanCount
{
    int photos = 0;
    ByteCount bytes;

    friend bool operator==(const PlanCount&, const PlanCount&) = default;
};

/// What an ingest would do, a row for each frame: a photo with all its variants and sidecars. Grows while the
/// plan is made. What a person leaves out stays left out when the plan is made anew.
class IngestPlanModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Photo, What, Then, Size, ColumnCount };

    explicit IngestPlanModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

    /// Forgets the rows, not what was left out.
    void clear();
    void add(const QVector<IngestItem>& items);

    Finding finding(int row) const { return frameAt(row).lead.finding; }
    bool isTicked(int row) const { return !m_unticked.contains(frameAt(row).key); }
    /// Rows that would not be taken in have no tick.
    void setTicked(const QVector<int>& rows, bool isTicked);
    /// The files of the frames that a person leaves out, also of those that a new plan has not come to yet.
    std::vector<std::filesystem::path> excluded() const;

    PlanCount total() const { return m_total; }
    PlanCount count(Finding finding) const { return m_counts[static_cast<std::size_t>(finding)]; }
    /// What will be taken in, without what is left out.
    PlanCount takenIn() const { return m_takenIn; }
    /// The same for what another project has, and moves here.
    PlanCount movedHere() const { return m_movedHere; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static constexpr std::size_t kFindings = static_cast<std::size_t>(Finding::Unreadable) + 1;

Q_SIGNALS:
    void countsChanged();

private:
    struct Frame
    {
        QString key;            ///< its source path without the ending
        IngestItem lead;        ///< the file that says most about it
        QStringList paths;      ///< of all its files
        QStringList endings;    ///< `JPG`, `CR3`
        ByteCount size;         ///< of all its files
        ByteCount takenBytes;   ///< of those that will be taken in
        bool isTakenIn = false; ///< or moved here: a person may leave it out
    };

    const Frame& frameAt(int row) const { return m_frames[static_cast<std::size_t>(row)]; }
    static QString keyOf(const IngestItem& item);
    static void join(Frame& frame, const IngestItem& item);
    void count(const Frame& frame, int sign);
    QString nameOf(const Frame& frame) const;
    QVariant textOf(const Frame& frame, int column) const;
    QVariant checkState(int row) const;

    std::vector<Frame> m_frames;
    QHash<QString, int> m_rows;             ///< by key
    QHash<QString, QStringList> m_unticked; ///< the files of what is left out, by key
    std::array<PlanCount, kFindings> m_counts{};
    PlanCount m_total;
    PlanCount m_takenIn;
    PlanCount m_movedHere;
};

/// The frames of one finding, or all.
class IngestPlanFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit IngestPlanFilter(IngestPlanModel& model, QObject* parent = nullptr);
    void setFinding(std::optional<Finding> finding);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    IngestPlanModel& m_model;
    std::optional<Finding> m_finding;
};

} // namespace safelight
