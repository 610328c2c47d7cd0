#include "ui/widgets/photopane.h"

#include "ui/librarycontroller.h"
#include "ui/models/photomodel.h"
#include "ui/symbols.h"
#include "ui/thumbnailloader.h"
#include "ui/widgets/badges.h"
#include "ui/widgets/photodelegate.h"
#include "ui/widgets/photogridview.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/tables.h"
#include "ui/words/progresstext.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSlider>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

namespace safelight {

namespace {

constexpr int kPhotoRowHeight = 34;
constexpr int kSliderWidth = 110;
constexpr int kSearchWidth = 170;
constexpr int kStep = 32;

} // namespace

PhotoPane::PhotoPane(LibraryController& library, ThumbnailLoader& thumbnails, QWidget* parent)
    : QWidget(parent),
      m_library(library),
      m_thumbnails(thumbnails),
      m_model(new PhotoModel(library, thumbnails, this)),
      m_selection(new QItemSelectionModel(m_model, this)),
      m_search(makeSearchField(tr("Search photos"), tr("Search photos"),
                               tr("Show only photos whose name, camera or lens contains this (Ctrl+F)"),
                               this)),
      m_searchDelay(new QTimer(this)),
      m_sort(new QComboBox(this)),
      m_order(new QToolButton(this)),
      m_filter(new QComboBox(this)),
      m_count(new QLabel(this)),
      m_slider(new QSlider(Qt::Horizontal, this)),
      m_stack(new QStackedWidget(this)),
      m_grid(new PhotoGridView(m_stack)),
      m_table(new QTableView(m_stack)),
      m_empty(new EmptyState(m_stack))
{
    makeBar();
    makeViews();
    connectModel();
    showWhatIsThere();
}

void PhotoPane::makeBar()
{
    m_search->setMinimumWidth(kSearchWidth / 3);
    m_search->setMaximumWidth(2 * kSearchWidth);
    m_searchDelay->setSingleShot(true);
    m_searchDelay->setInterval(kSearchDelay);
    for (const auto& [text, sort] :
         {std::pair(tr("Taken"), PhotoSort::Taken), std::pair(tr("Name"), PhotoSort::Name),
          std::pair(tr("Camera"), PhotoSort::Camera), std::pair(tr("Added"), PhotoSort::Added)})
        m_sort->addItem(text, static_cast<int>(sort));
    m_sort->setAccessibleName(tr("Sort by"));
    m_sort->setToolTip(tr("Sort the photos by this"));
    m_order->setIcon(symbol(QStringLiteral("ascending")));
    m_order->setToolTip(tr("Turn the order round"));
    m_order->setAccessibleName(tr("Turn the order round"));
    for (const auto& [text, filter] :
         {std::pair(tr("All photos"), PhotoFilter::All), std::pair(tr("With RAW"), PhotoFilter::WithRaw),
          std::pair(tr("JPEG only"), PhotoFilter::JpegOnly), std::pair(tr("Missing"), PhotoFilter::Missing),
          std::pair(tr("Without picture"), PhotoFilter::NotPictured)})
        m_filter->addItem(text, static_cast<int>(filter));
    m_filter->setAccessibleName(tr("Show"));
    m_filter->setToolTip(tr("Which photos are shown"));
    m_count->setObjectName(QStringLiteral("quiet"));
    m_slider->setRange(PhotoGridView::kSmallestCell, PhotoGridView::kLargestCell);
    m_slider->setMinimumWidth(kSliderWidth / 2);
    m_slider->setMaximumWidth(kSliderWidth);
    m_slider->setAccessibleName(tr("Size of the pictures"));
    m_slider->setToolTip(tr("Size of the pictures (Ctrl++ and Ctrl+-)"));

    auto* bar = new QWidget(this);
    bar->setObjectName(QStringLiteral("photoBar"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(10, 6, 10, 6);
    row->setSpacing(8);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_filter, m_sort, m_order})
        row->addWidget(widget);
    row->addWidget(m_search, 4);
    row->addStretch(1);
    row->addWidget(m_count);
    row->addWidget(m_slider, 2);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_stack, 1);
}

void PhotoPane::makeViews()
{
    m_grid->setItemDelegate(new PhotoDelegate(*m_model, m_grid));
    m_grid->setModel(m_model);
    m_grid->setSelectionModel(m_selection);
    m_slider->setValue(m_grid->cellWidth());

    prepareTable(*m_table, kPhotoRowHeight);
    m_table->setModel(m_model);
    m_table->setSelectionModel(m_selection);
    m_table->setItemDelegateForColumn(PhotoModel::Name, new PhotoNameDelegate(*m_model, m_table));
    m_table->setItemDelegateForColumn(PhotoModel::Kinds,
                                      new BadgeDelegate(PhotoModel::AvailabilityRole, -1, m_table));
    m_table->setAccessibleName(tr("Photos, as a table"));
    setColumnWidths(*m_table, {230, 66, 150, 130, 76, 80});
    m_table->horizontalHeader()->setSectionsClickable(true);
    for (QWidget* page : std::initializer_list<QWidget*>{m_grid, m_table, m_empty})
        m_stack->addWidget(page);
}

void PhotoPane::connectModel()
{
    connect(m_search, &QLineEdit::textChanged, m_searchDelay, qOverload<>(&QTimer::start));
    connect(m_searchDelay, &QTimer::timeout, this, &PhotoPane::applyQuery);
    connect(m_sort, &QComboBox::currentIndexChanged, this, &PhotoPane::applyQuery);
    connect(m_filter, &QComboBox::currentIndexChanged, this, &PhotoPane::applyQuery);
    connect(m_order, &QToolButton::clicked, this, [this] {
        m_isDescending = !m_isDescending;
        applyQuery();
    });
    connect(m_slider, &QSlider::valueChanged, m_grid, &PhotoGridView::setCellWidth);
    connect(m_grid, &PhotoGridView::cellWidthChanged, this, [this](int width) {
        m_slider->setValue(width);
        sizeThumbnails();
    });
    connect(m_grid, &PhotoGridView::searched, this, [this](const QString& prefix) {
        m_model->findByName(prefix, currentView().currentIndex().row(), [this](int row) { goTo(row); });
    });
    connect(m_table->horizontalHeader(), &QHeaderView::sectionClicked, this, &PhotoPane::sortByColumn);
    connect(m_model, &PhotoModel::loaded, this, &PhotoPane::showWhatIsThere);
    connect(m_model, &PhotoModel::loaded, this, [this] {
        if (!m_selection->currentIndex().isValid() && m_model->rowCount() > 0)
            m_selection->setCurrentIndex(m_model->index(0, 0),
                                         QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    });
    connect(m_model, &PhotoModel::modelReset, this, &PhotoPane::showWhatIsThere);
    connect(m_model, &PhotoModel::modelReset, this, &PhotoPane::noteCurrent);
    connect(m_model, &PhotoModel::failed, this, &PhotoPane::failed);
    connect(m_selection, &QItemSelectionModel::currentChanged, this, &PhotoPane::noteCurrent);
    connect(m_selection, &QItemSelectionModel::selectionChanged, this, &PhotoPane::noteSelection);
    connect(m_empty, &EmptyState::clicked, this, &PhotoPane::takeInRequested);
    connect(&m_library, &LibraryController::stateChanged, this, &PhotoPane::showWhatIsThere);
    connect(&m_library, &LibraryController::projectsChanged, this, &PhotoPane::showWhatIsThere);
    sizeThumbnails();
}

void PhotoPane::setProject(ProjectId project)
{
    m_query.project = project;
    applyQuery();
}

void PhotoPane::applyQuery()
{
    m_query.sort = static_cast<PhotoSort>(m_sort->currentData().toInt());
    m_query.order = m_isDescending ? Qt::DescendingOrder : Qt::AscendingOrder;
    m_query.filter = static_cast<PhotoFilter>(m_filter->currentData().toInt());
    m_query.text = m_search->text().trimmed();
    m_order->setIcon(symbol(m_isDescending ? QStringLiteral("descending") : QStringLiteral("ascending")));
    m_model->setQuery(m_query.project.isValid() ? std::optional(m_query) : std::nullopt);
    showWhatIsThere();
}

void PhotoPane::sortByColumn(int column)
{
    const PhotoSort sort = column == PhotoModel::Name     ? PhotoSort::Name
                           : column == PhotoModel::Taken  ? PhotoSort::Taken
                           : column == PhotoModel::Camera ? PhotoSort::Camera
                                                          : m_query.sort;
    m_isDescending = sort == m_query.sort && !m_isDescending;
    m_sort->setCurrentIndex(m_sort->findData(static_cast<int>(sort)));
    applyQuery();
}

void PhotoPane::setView(View view)
{
    m_view = view;
    m_slider->setEnabled(view == View::Grid);
    showWhatIsThere();
    if (const QModelIndex current = m_selection->currentIndex(); current.isValid())
        currentView().scrollTo(current);
    if (m_stack->isVisible())
        currentView().setFocus();
    Q_EMIT viewChanged();
}

QAbstractItemView& PhotoPane::currentView()
{
    if (m_view == View::Table)
        return *m_table;
    return *m_grid;
}

void PhotoPane::larger()
{
    m_grid->setCellWidth(m_grid->cellWidth() + kStep);
}

void PhotoPane::smaller()
{
    m_grid->setCellWidth(m_grid->cellWidth() - kStep);
}

void PhotoPane::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void PhotoPane::goTo(int row)
{
    const QModelIndex index = m_model->index(row, 0);
    m_selection->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    currentView().scrollTo(index);
}

void PhotoPane::choose(PhotoId photo)
{
    if (const int row = m_model->rowOf(photo); row >= 0)
        goTo(row);
}

void PhotoPane::noteCurrent()
{
    Q_EMIT currentPhotoChanged(m_model->photoAt(m_selection->currentIndex().row()));
}

void PhotoPane::noteSelection()
{
    int count = 0;
    for (const QItemSelectionRange& range : m_selection->selection())
        count += range.left() == 0 ? range.height() : 0;
    Q_EMIT selectionCountChanged(count);
}

void PhotoPane::sizeThumbnails()
{
    m_thumbnails.setEdge(qRound(m_grid->cellWidth() * devicePixelRatioF()));
}

void PhotoPane::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_grid->viewport()->update();
}

EmptyState::Words PhotoPane::emptyWords() const
{
    const QString intro =
        tr("Drop a card, a folder or files anywhere on this window. Safelight copies them, proves each copy, "
           "and leaves the card as it is.");
    using State = LibraryController::State;
    if (m_library.state() == State::Opening)
        return {QStringLiteral("picture"), tr("Opening the library…"), {}, {}};
    if (m_library.state() == State::Failed)
        return {QStringLiteral("warning"),
                tr("The library cannot be opened"),
                tr("The reason is said above."),
                {}};
    if (m_library.state() == State::Missing || m_library.projects().isEmpty())
        return {QStringLiteral("take-in"), tr("Drop your photos here"), intro, tr("Choose a card or folder…"),
                true};
    if (!m_query.project.isValid())
        return {QStringLiteral("project"),
                tr("Choose a project"),
                tr("Its photos are shown here. Or drop new ones anywhere."),
                {}};
    if (m_model->isLoading())
        return {QStringLiteral("picture"), tr("Reading the catalogue…"), {}, {}};
    if (m_query.filter != PhotoFilter::All || !m_query.text.isEmpty())
        return {QStringLiteral("search"),
                tr("No photo fits"),
                tr("Change what is shown, or empty the search field."),
                {}};
    if (m_library.isTakingInto(m_query.project))
        return {QStringLiteral("take-in"),
                tr("Photos are on their way"),
                tr("Each is shown here as soon as its copy is proven."),
                {}};
    return {QStringLiteral("take-in"), tr("This project is empty"),
            tr("Drop photos here, or on its name in the list."), tr("Choose a card or folder…"), true};
}

void PhotoPane::showWhatIsThere()
{
    const int count = m_model->rowCount();
    if (count == 0)
        m_empty->say(emptyWords());
    m_stack->setCurrentWidget(count == 0 ? static_cast<QWidget*>(m_empty) : &currentView());
    m_count->setText(count == 0 ? QString() : tr("%Ln photo(s)", nullptr, count));
}

void PhotoPane::saveTo(QSettings& settings) const
{
    settings.setValue(QStringLiteral("photos/view"),
                      m_view == View::Table ? QStringLiteral("table") : QStringLiteral("grid"));
    settings.setValue(QStringLiteral("photos/cell"), m_grid->cellWidth());
    settings.setValue(QStringLiteral("photos/sort"), m_sort->currentIndex());
    settings.setValue(QStringLiteral("photos/descending"), m_isDescending);
    settings.setValue(QStringLiteral("photos/columns"), m_table->horizontalHeader()->saveState());
}

void PhotoPane::restoreFrom(const QSettings& settings)
{
    m_grid->setCellWidth(settings.value(QStringLiteral("photos/cell"), m_grid->cellWidth()).toInt());
    m_isDescending = settings.value(QStringLiteral("photos/descending")).toBool();
    m_sort->setCurrentIndex(
        std::clamp(settings.value(QStringLiteral("photos/sort")).toInt(), 0, m_sort->count() - 1));
    m_table->horizontalHeader()->restoreState(settings.value(QStringLiteral("photos/columns")).toByteArray());
    setView(settings.value(QStringLiteral("photos/view")).toString() == u"table" ? View::Table : View::Grid);
}

} // namespace safelight
