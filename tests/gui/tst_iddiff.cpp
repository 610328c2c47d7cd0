#include "ui/models/iddiff.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace safelight;

class TestIdDiff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsRanges_data();
    void findsRanges();
    void turnsAnyListIntoAnyOther();
    void replacesTheMiddleWhenThereIsTooMuch();
};

namespace {

using Ids = QVector<qint64>;
using Ranges = QVector<RowRange>;
constexpr int kAnyNumber = 1'000'000;

Ids applied(Ids ids, const IdDiff& diff, const Ids& after)
{
    for (const RowRange& range : diff.removals)
        ids.remove(range.first, range.count);
    for (const RowRange& range : diff.insertions) {
        for (int row = range.first; row < range.first + range.count; ++row)
            ids.insert(row, after[row]);
    }
    return ids;
}

} // namespace

Q_DECLARE_METATYPE(safelight::RowRange)

void TestIdDiff::findsRanges_data()
{
    QTest::addColumn<Ids>("before");
    QTest::addColumn<Ids>("after");
    QTest::addColumn<Ranges>("removals");
    QTest::addColumn<Ranges>("insertions");
    QTest::newRow("the same") << Ids{1, 2, 3} << Ids{1, 2, 3} << Ranges{} << Ranges{};
    QTest::newRow("all new") << Ids{} << Ids{1, 2} << Ranges{} << Ranges{{0, 2}};
    QTest::newRow("all gone") << Ids{1, 2} << Ids{} << Ranges{{0, 2}} << Ranges{};
    QTest::newRow("appended") << Ids{1, 2} << Ids{1, 2, 3, 4} << Ranges{} << Ranges{{2, 2}};
    QTest::newRow("between") << Ids{1, 4} << Ids{1, 2, 3, 4} << Ranges{} << Ranges{{1, 2}};
    QTest::newRow("taken out in two places")
        << Ids{1, 2, 3, 4, 5} << Ids{2, 4} << Ranges{{4, 1}, {2, 1}, {0, 1}} << Ranges{};
    QTest::newRow("one has moved to the end")
        << Ids{1, 2, 3, 4} << Ids{2, 3, 4, 1} << Ranges{{0, 1}} << Ranges{{3, 1}};
    QTest::newRow("one has moved to the front")
        << Ids{1, 2, 3, 4} << Ids{4, 1, 2, 3} << Ranges{{3, 1}} << Ranges{{0, 1}};
}

void TestIdDiff::findsRanges()
{
    QFETCH(const Ids, before);
    QFETCH(const Ids, after);
    const IdDiff diff = diffIds(before, after, rowsById(after), kAnyNumber);
    QTEST(diff.removals, "removals");
    QTEST(diff.insertions, "insertions");
    QCOMPARE(applied(before, diff, after), after);
}

void TestIdDiff::turnsAnyListIntoAnyOther()
{
    QRandomGenerator random(2026);
    for (int run = 0; run < 300; ++run) {
        Ids all;
        for (qint64 id = 1; id <= 40; ++id)
            all += id;
        const auto some = [&] {
            std::shuffle(all.begin(), all.end(), random);
            return all.first(random.bounded(40));
        };
        const Ids before = some();
        const Ids after = some();
        QCOMPARE(applied(before, diffIds(before, after, rowsById(after), kAnyNumber), after), after);
        QCOMPARE(applied(before, diffIds(before, after, rowsById(after), 3), after), after);
    }
}

void TestIdDiff::replacesTheMiddleWhenThereIsTooMuch()
{
    const Ids before = {1, 2, 3, 5, 7, 9, 100};
    const Ids after = {1, 2, 4, 5, 6, 7, 8, 9, 10, 100};
    const IdDiff diff = diffIds(before, after, rowsById(after), 2);
    QCOMPARE(diff.removals, (Ranges{{2, 4}}));
    QCOMPARE(diff.insertions, (Ranges{{2, 7}}));
}

QTEST_GUILESS_MAIN(TestIdDiff)
#include "tst_iddiff.moc"
