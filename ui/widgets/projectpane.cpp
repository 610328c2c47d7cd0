#include "ui/widgets/projectpane.h"

#include "ui/librarycontroller.h"
#include "ui/models/projectlistmodel.h"
#include "ui/theme.h"

#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

namespace safelight {

namespace {

constexpr int kProjectHeight = 46;
constexpr int kProjectMargin = 12;

} // namespace

ProjectPane::ProjectPane(LibraryController& library, QWidget* parent)
    : QWidget(parent),
      m_library(library),
      m_model(new ProjectListModel(this)),
      m_list(new QListView(this)),
      m_hint(new QLabel(this))
{
    auto* title = new QLabel(tr("Projects"), this);
    title->setObjectName(QStringLiteral("paneTitle"));
    title->setContentsMargins(kProjectMargin, 12, kProjectMargin, 8);
    m_list->setObjectName(QStringLiteral("projectList"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new ProjectDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setAccessibleName(tr("Projects"));
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_hint->setObjectName(QStringLiteral("quiet"));
    m_hint->setWordWrap(true);
    m_hint->setText(
        tr("A project is one shoot: one folder of photos. The first one is made when you take photos in."));
    m_hint->setContentsMargins(kProjectMargin, 0, kProjectMargin, kProjectMargin);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(title);
    column->addWidget(m_hint);
    column->addWidget(m_list, 1);
    m_hint->hide();
    connect(&library, &LibraryController::projectsChanged, this, &ProjectPane::takeProjects);
    connect(&library, &LibraryController::stateChanged, this, &ProjectPane::sayHint);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& index) {
                const Project* project = m_model->project(index.row());
                m_chosen = project ? project->id : ProjectId{};
                Q_EMIT currentChanged(m_chosen);
            });
}

ProjectId ProjectPane::current() const
{
    const Project* project = m_model->project(m_list->currentIndex().row());
    return project ? project->id : ProjectId{};
}

void ProjectPane::choose(ProjectId project)
{
    m_chosen = project;
    if (const int row = m_model->rowOf(project); row >= 0)
        m_list->setCurrentIndex(m_model->index(row));
}

void ProjectPane::chooseWhenThere(const QString& name)
{
    if (const Project* project = m_library.projectNamed(name))
        choose(project->id);
    else
        m_wantedName = name;
}

void ProjectPane::takeProjects()
{
    m_model->setProjects(m_library.projects());
    sayHint();
    if (const Project* wanted = m_wantedName.isEmpty() ? nullptr : m_library.projectNamed(m_wantedName)) {
        m_wantedName.clear();
        choose(wanted->id);
    } else if (!current().isValid()) {
        choose(m_model->rowOf(m_chosen) >= 0    ? m_chosen
               : m_library.projects().isEmpty() ? ProjectId{}
                                                : m_library.projects().first().id);
    }
}

void ProjectPane::sayHint()
{
    using State = LibraryController::State;
    const bool isSettled = m_library.state() == State::Open || m_library.state() == State::Missing;
    m_hint->setVisible(isSettled && m_library.projects().isEmpty());
}

const Project* ProjectPane::projectAt(const QPoint& globalPosition) const
{
    const QPoint position = m_list->viewport()->mapFromGlobal(globalPosition);
    if (!m_list->viewport()->rect().contains(position))
        return nullptr;
    return m_model->project(m_list->indexAt(position).row());
}

void ProjectPane::setDropTarget(ProjectId project)
{
    static_cast<ProjectDelegate*>(m_list->itemDelegate())->setDropRow(m_model->rowOf(project));
    m_list->viewport()->update();
}

QSize ProjectDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width(), kProjectHeight};
}

void ProjectDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    constexpr int kBarWidth = 3;
    const ThemeColors colors = Theme::colors(option.palette);
    const bool isChosen = option.state.testFlag(QStyle::State_Selected);
    const bool isOffline =
        index.data(ProjectListModel::StateRole).toInt() == static_cast<int>(ProjectState::Offline);
    painter->save();
    if (isChosen || index.row() == m_dropRow)
        painter->fillRect(option.rect, colors.cellChosen);
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(option.rect, colors.cell);
    if (isChosen)
        painter->fillRect(QRect(option.rect.topLeft(), QSize(kBarWidth, option.rect.height())),
                          colors.accent);
    if (index.row() == m_dropRow) {
        painter->setPen(QPen(colors.accent, 2));
        painter->drawRect(option.rect.adjusted(1, 1, -2, -2));
    }
    const QRect inner = option.rect.adjusted(kProjectMargin, 5, -kProjectMargin, -5);
    const QRect first(inner.topLeft(), QSize(inner.width(), inner.height() / 2));
    painter->setPen(isOffline ? colors.quiet : option.palette.color(QPalette::Text));
    painter->drawText(first, Qt::AlignVCenter,
                      option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, first.width()));
    paintSecondLine(*painter, inner.adjusted(0, inner.height() / 2, 0, 0), index, colors.quiet,
                    colors.missing);
    painter->restore();
}

void ProjectDelegate::paintSecondLine(QPainter& painter, const QRect& place, const QModelIndex& index,
                                      const QColor& quiet, const QColor& notable) const
{
    QFont font = painter.font();
    font.setPointSizeF(font.pointSizeF() * 0.88);
    painter.setFont(font);
    painter.setPen(quiet);
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft,
                     index.data(ProjectListModel::CountRole).toString());
    const QString state = index.data(ProjectListModel::StateTextRole).toString();
    painter.setPen(notable);
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignRight, state);
}

} // namespace safelight
