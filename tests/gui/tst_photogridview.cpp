#include "ui/widgets/photogridview.h"

#include <QAbstractListModel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStyledItemDelegate>
#include <QTest>

using namespace safelight;

namespace {

constexpr int kMany = 200'000;

/// Rows that say their number, and count who asks.
class NumberModel : public QAbstractListModel
{
public:
    explicit NumberModel(int count) : m_count(count) {}

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : m_count; }
    QVariant data(const QModelIndex& index, int role) const override
    {
        return role == Qt::DisplayRole ? QVariant(index.row()) : QVariant();
    }
    void insert(int row, int count)
    {
        beginInsertRows({}, row, row + count - 1);
        m_count += count;
        endInsertRows();
    }
    void remove(int row, int count)
    {
        beginRemoveRows({}, row, row + count - 1);
        m_count -= count;
        endRemoveRows();
    }

private:
    int m_count;
};

/// Notes which rows are painted.
class NotingDelegate : public QStyledItemDelegate
{
public:
    void paint(QPainter*, const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        painted.insert(index.row());
    }
    mutable QSet<int> painted;
};

} // namespace

class TestPhotoGridView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cellsLieInLines();
    void onlyVisibleCellsArePainted();
    void everyPointFindsItsCell();
    void theKeyboardMoves_data();
    void theKeyboardMoves();
    void shiftChoosesInReadingOrder();
    void controlTogglesAndShiftClickExtends();
    void theRubberBandChoosesARectangle();
    void pressingBesideEverythingChoosesNothing();
    void theSizeChangesAndThePlaceStays();
    void whatArrivesAboveDoesNotMoveTheView();
    void typingAsksForASearch();

private:
    QPoint centreOf(int row) const { return m_view->visualRect(m_model->index(row)).center(); }
    int current() const { return m_view->currentIndex().row(); }
    QList<int> chosen() const;

    std::unique_ptr<NumberModel> m_model;
    std::unique_ptr<NotingDelegate> m_delegate;
    std::unique_ptr<PhotoGridView> m_view;
};

void TestPhotoGridView::init()
{
    m_view.reset();
    m_model = std::make_unique<NumberModel>(kMany);
    m_delegate = std::make_unique<NotingDelegate>();
    m_view = std::make_unique<PhotoGridView>();
    m_view->setItemDelegate(m_delegate.get());
    m_view->setModel(m_model.get());
    m_view->resize(900, 640);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    QVERIFY(m_view->columns() >= 3);
}

QList<int> TestPhotoGridView::chosen() const
{
    QList<int> rows;
    for (const QModelIndex& index : m_view->selectionModel()->selectedIndexes())
        rows += index.row();
    std::ranges::sort(rows);
    return rows;
}

void TestPhotoGridView::cellsLieInLines()
{
    const int columns = m_view->columns();
    const QRect first = m_view->visualRect(m_model->index(0));
    QCOMPARE(m_view->visualRect(m_model->index(1)).topLeft(), first.topRight() + QPoint(1, 0));
    QCOMPARE(m_view->visualRect(m_model->index(columns)).topLeft(), first.bottomLeft() + QPoint(0, 1));
    const QRect last = m_view->visualRect(m_model->index(kMany - 1));
    QCOMPARE(last.top() - first.top(), (kMany - 1) / columns * first.height());
}

void TestPhotoGridView::onlyVisibleCellsArePainted()
{
    m_delegate->painted.clear();
    m_view->verticalScrollBar()->setValue(m_view->verticalScrollBar()->maximum() / 2);
    m_view->viewport()->repaint();
    const auto [first, last] = m_view->visibleRows();
    QVERIFY(first > kMany / 4);
    QVERIFY(last - first < 60);
    QVERIFY(!m_delegate->painted.isEmpty());
    for (const int row : m_delegate->painted)
        QVERIFY(row >= first && row <= last);
}

void TestPhotoGridView::everyPointFindsItsCell()
{
    for (const int row : {0, 1, 7, kMany / 2, kMany - 1}) {
        m_view->scrollTo(m_model->index(row));
        QCOMPARE(m_view->indexAt(centreOf(row)).row(), row);
    }
    QVERIFY(!m_view->indexAt(QPoint(1, m_view->viewport()->height() / 2)).isValid()); // the margin
}

void TestPhotoGridView::theKeyboardMoves_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("key");
    QTest::addColumn<int>("columnsOn"); // how many lines further
    QTest::addColumn<int>("photosOn");
    QTest::newRow("right") << 10 << int(Qt::Key_Right) << 0 << 1;
    QTest::newRow("left") << 10 << int(Qt::Key_Left) << 0 << -1;
    QTest::newRow("left at the beginning") << 0 << int(Qt::Key_Left) << 0 << 0;
    QTest::newRow("right goes to the next line") << 3 << int(Qt::Key_Right) << 0 << 1;
    QTest::newRow("down") << 10 << int(Qt::Key_Down) << 1 << 0;
    QTest::newRow("up") << 10 << int(Qt::Key_Up) << -1 << 0;
    QTest::newRow("up in the first line") << 1 << int(Qt::Key_Up) << 0 << 0;
    QTest::newRow("home") << 3333 << int(Qt::Key_Home) << 0 << -3333;
    QTest::newRow("end") << 0 << int(Qt::Key_End) << 0 << kMany - 1;
    QTest::newRow("down in the last line") << kMany - 1 << int(Qt::Key_Down) << 0 << 0;
}

void TestPhotoGridView::theKeyboardMoves()
{
    QFETCH(const int, from);
    QFETCH(const int, key);
    QFETCH(const int, columnsOn);
    QFETCH(const int, photosOn);
    m_view->setCurrentIndex(m_model->index(from));
    QTest::keyClick(m_view.get(), static_cast<Qt::Key>(key));
    const int expected = from + columnsOn * m_view->columns() + photosOn;
    QCOMPARE(current(), expected);
    QCOMPARE(chosen(), QList<int>{expected});
    QVERIFY(m_view->viewport()->rect().contains(m_view->visualRect(m_view->currentIndex()).center()));
}

void TestPhotoGridView::shiftChoosesInReadingOrder()
{
    m_view->setCurrentIndex(m_model->index(2));
    QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::ShiftModifier);
    const int columns = m_view->columns();
    QCOMPARE(chosen().size(), columns + 1);
    QCOMPARE(chosen().first(), 2);
    QCOMPARE(chosen().last(), 2 + columns);
    QTest::keyClick(m_view.get(), Qt::Key_PageDown);
    QVERIFY(current() > 2 + columns);
    QCOMPARE(chosen().size(), 1);
}

void TestPhotoGridView::controlTogglesAndShiftClickExtends()
{
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, centreOf(1));
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, Qt::ControlModifier, centreOf(3));
    QCOMPARE(chosen(), (QList<int>{1, 3}));
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, Qt::ControlModifier, centreOf(3));
    QCOMPARE(chosen(), QList<int>{1});
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, centreOf(1));
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, Qt::ShiftModifier, centreOf(5));
    QCOMPARE(chosen(), (QList<int>{1, 2, 3, 4, 5}));
}

void TestPhotoGridView::theRubberBandChoosesARectangle()
{
    const int columns = m_view->columns();
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, centreOf(0));
    QTest::mouseMove(m_view->viewport(), centreOf(1));
    QTest::mouseMove(m_view->viewport(), centreOf(columns + 1));
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, centreOf(columns + 1));
    QCOMPARE(chosen(), (QList<int>{0, 1, columns, columns + 1}));
}

void TestPhotoGridView::pressingBesideEverythingChoosesNothing()
{
    m_view->setCurrentIndex(m_model->index(4));
    QCOMPARE(chosen(), QList<int>{4});
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, QPoint(1, 1));
    QCOMPARE(chosen(), QList<int>());
}

void TestPhotoGridView::theSizeChangesAndThePlaceStays()
{
    m_view->scrollTo(m_model->index(kMany / 2), QAbstractItemView::PositionAtCenter);
    m_view->setCurrentIndex(m_model->index(kMany / 2));
    const int top = m_view->visualRect(m_view->currentIndex()).top();
    QSignalSpy changed(m_view.get(), &PhotoGridView::cellWidthChanged);
    m_view->setCellWidth(m_view->cellWidth() * 2);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(m_view->visualRect(m_view->currentIndex()).top(), top);
    m_view->setCellWidth(100'000);
    QCOMPARE(m_view->cellWidth(), PhotoGridView::kLargestCell);
}

void TestPhotoGridView::whatArrivesAboveDoesNotMoveTheView()
{
    m_view->setCurrentIndex(m_model->index(5000));
    const QPersistentModelIndex held = m_view->currentIndex();
    const int top = m_view->visualRect(held).top();
    m_model->insert(0, 333);
    m_model->insert(2000, 4);
    m_model->remove(100, 11);
    QCOMPARE(held.row(), 5000 + 333 + 4 - 11);
    QTRY_COMPARE(m_view->visualRect(held).top(), top);
    QCOMPARE(chosen(), QList<int>{held.row()});
    m_model->remove(0, m_model->rowCount());
    QTRY_COMPARE(m_view->verticalScrollBar()->maximum(), 0);
    QCOMPARE(m_view->visibleRows(), std::pair(-1, -1));
}

void TestPhotoGridView::typingAsksForASearch()
{
    QSignalSpy searched(m_view.get(), &PhotoGridView::searched);
    m_view->setFocus();
    QTest::keyClicks(m_view.get(), QStringLiteral("dsc"));
    QCOMPARE(searched.size(), 3);
    QCOMPARE(searched.last().first().toString(), QStringLiteral("dsc"));
}

QTEST_MAIN(TestPhotoGridView)
#include "tst_photogridview.moc"
