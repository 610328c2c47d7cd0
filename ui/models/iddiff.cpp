#include "ui/models/iddiff.h"

#include <QSet>

#include <algorithm>

namespace safelight {

namespace {

void addRow(QVector<RowRange>& ranges, int row)
{
    if (!ranges.isEmpty() && ranges.last().first + ranges.last().count == row)
        ++ranges.last().count;
    else
        ranges.append({row, 1});
}

IdDiff replacedMiddle(const QVector<qint64>& before, const QVector<qint64>& after)
{
    const qsizetype shorter = std::min(before.size(), after.size());
    qsizetype front = 0;
    while (front < shorter && before[front] == after[front])
        ++front;
    qsizetype back = 0;
    while (back < shorter - front && before[before.size() - 1 - back] == after[after.size() - 1 - back])
        ++back;
    IdDiff diff;
    const auto add = [&](QVector<RowRange>& ranges, qsizetype size) {
        if (size > front + back)
            ranges.append({static_cast<int>(front), static_cast<int>(size - front - back)});
    };
    add(diff.removals, before.size());
    add(diff.insertions, after.size());
    return diff;
}

/// Which old rows can stay where they are: the longest run of ids that is in the same order in both lists
/// (longest increasing subsequence by patience sorting, Fredman 1975).
QVector<bool> stayingRows(const QVector<qint64>& before, const RowsById& rowsAfter)
{
    QVector<int> tails;      // old row that ends the best run of each length
    QVector<int> tailPlaces; // its new row, ascending
    QVector<int> previous(before.size(), -1);
    for (qsizetype row = 0; row < before.size(); ++row) {
        const int place = rowsAfter.value(before[row], -1);
        if (place < 0)
            continue;
        const auto length = std::ranges::lower_bound(tailPlaces, place) - tailPlaces.begin();
        previous[row] = length > 0 ? tails[length - 1] : -1;
        if (length == tails.size()) {
            tails.append(static_cast<int>(row));
            tailPlaces.append(place);
        } else {
            tails[length] = static_cast<int>(row);
            tailPlaces[length] = place;
        }
    }
    QVector<bool> stays(before.size(), false);
    for (int row = tails.isEmpty() ? -1 : tails.last(); row >= 0; row = previous[row])
        stays[row] = true;
    return stays;
}

} // namespace

RowsById rowsById(const QVector<qint64>& ids)
{
    RowsById rows;
    rows.reserve(ids.size());
    for (qsizetype row = 0; row < ids.size(); ++row)
        rows.insert(ids[row], static_cast<int>(row));
    return rows;
}

IdDiff diffIds(const QVector<qint64>& before, const QVector<qint64>& after, const RowsById& rowsAfter,
               int mostRanges)
{
    const QVector<bool> stays = stayingRows(before, rowsAfter);
    IdDiff diff;
    QSet<qint64> staying;
    staying.reserve(before.size());
    for (qsizetype row = 0; row < before.size(); ++row) {
        if (stays[row])
            staying.insert(before[row]);
        else
            addRow(diff.removals, static_cast<int>(row));
    }
    for (qsizetype row = 0; row < after.size(); ++row) {
        if (!staying.contains(after[row]))
            addRow(diff.insertions, static_cast<int>(row));
    }
    if (diff.removals.size() + diff.insertions.size() > mostRanges)
        return replacedMiddle(before, after);
    std::ranges::reverse(diff.removals);
    return diff;
}

} // namespace safelight
