#pragma once

#include <QHash>
#include <QVector>

namespace safelight {

struct RowRange
{
    int first = 0;
    int count = 0;

    friend bool operator==(const RowRange&, const RowRange&) = default;
};

/// How one list of ids becomes another: first take the removals out, from the last to the first; then put the
/// insertions in, from the first to the last. An id that changed its place is taken out and put in again.
struct IdDiff
{
    QVector<RowRange> removals;   ///< rows of the old list, descending
    QVector<RowRange> insertions; ///< rows of the new list, ascending

    bool isEmpty() const { return removals.isEmpty() && insertions.isEmpty(); }
};

using RowsById = QHash<qint64, int>;

/// Where each id is. Ids are distinct.
RowsById rowsById(const QVector<qint64>& ids);

/// Linear. When more than `mostRanges` would come out, everything between the common beginning and the common
/// end counts as replaced.
IdDiff diffIds(const QVector<qint64>& before, const QVector<qint64>& after, const RowsById& rowsAfter,
               int mostRanges);

} // namespace safelight
