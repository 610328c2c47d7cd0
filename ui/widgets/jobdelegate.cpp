#include "ui/widgets/jobdelegate.h"

#include "ui/models/joblistmodel.h"
#include "ui/symbols.h"
#include "ui/theme.h"

#include <QPainter>

namespace safelight {

namespace {

constexpr int kJobMargin = 12;
constexpr int kProgressHeight = 2;
constexpr qreal kSmall = 0.88;
constexpr int kLinePadding = 7;

bool wantsPerson(JobState state)
{
    return state == JobState::Failed || state == JobState::DoneWithFailures || state == JobState::Refused ||
           state == JobState::Interrupted;
}

} // namespace

QSize JobDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width(),
            2 * option.fontMetrics.height() + 2 * kLinePadding};
}

void JobDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    constexpr int kSymbolSide = 20;
    constexpr int kBarWidth = 3;
    const ThemeColors colors = Theme::colors(option.palette);
    const bool isChosen = option.state.testFlag(QStyle::State_Selected);
    const auto state = static_cast<JobState>(index.data(JobListModel::StateRole).toInt());
    painter->save();
    if (isChosen)
        painter->fillRect(option.rect, colors.cellChosen);
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(option.rect, colors.cell);
    if (isChosen)
        painter->fillRect(QRect(option.rect.topLeft(), QSize(kBarWidth, option.rect.height())),
                          colors.accent);
    const QRect symbolPlace(option.rect.left() + kJobMargin, option.rect.top(), kSymbolSide,
                            option.rect.height());
    paintSymbol(*painter, jobSymbol(state), symbolPlace,
                wantsPerson(state)           ? colors.missing
                : state == JobState::Running ? colors.accent
                                             : colors.quiet);
    paintTexts(*painter, option.rect.adjusted(2 * kJobMargin + kSymbolSide, 0, -kJobMargin, 0), index,
               option);
    const QVariant progress = index.data(JobListModel::ProgressRole);
    if (progress.isValid())
        paintProgress(*painter, option.rect, progress.toDouble(), option.palette);
    painter->restore();
}

void JobDelegate::paintTexts(QPainter& painter, const QRect& place, const QModelIndex& index,
                             const QStyleOptionViewItem& option) const
{
    const ThemeColors colors = Theme::colors(option.palette);
    const auto state = static_cast<JobState>(index.data(JobListModel::StateRole).toInt());
    const QRect first(place.left(), place.top() + kLinePadding, place.width(), option.fontMetrics.height());
    const QString stateText = index.data(JobListModel::StateTextRole).toString();
    const int stateWidth = option.fontMetrics.horizontalAdvance(stateText);
    painter.setPen(wantsPerson(state) ? colors.missing : colors.quiet);
    painter.drawText(first, Qt::AlignVCenter | Qt::AlignRight, stateText);
    const int titleWidth = first.width() - stateWidth - kJobMargin;
    painter.setPen(option.palette.color(QPalette::Text));
    painter.drawText(first, Qt::AlignVCenter,
                     option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, titleWidth));
    QFont font = option.font;
    font.setPointSizeF(font.pointSizeF() * kSmall);
    painter.setFont(font);
    painter.setPen(colors.quiet);
    const QRect second = first.translated(0, option.fontMetrics.height());
    painter.drawText(second, Qt::AlignVCenter,
                     QFontMetrics(font).elidedText(index.data(JobListModel::WhenRole).toString(),
                                                   Qt::ElideRight, second.width()));
}

void JobDelegate::paintProgress(QPainter& painter, const QRect& row, double progress,
                                const QPalette& palette) const
{
    QRect bar(row.left(), row.bottom() - kProgressHeight + 1, row.width(), kProgressHeight);
    painter.fillRect(bar, Theme::colors(palette).line);
    if (progress < 0)
        return;
    bar.setWidth(qRound(row.width() * progress));
    painter.fillRect(bar, Theme::colors(palette).accent);
}

} // namespace safelight
