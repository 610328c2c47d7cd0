#include "ui/widgets/factgrid.h"

#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>

namespace safelight {

namespace {

constexpr int kGapAboveTitle = 12;
constexpr int kCodePixels = 11;
constexpr int kCodeGroup = 16;

} // namespace

QLabel* selectableLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setWordWrap(true);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    label->setCursor(Qt::IBeamCursor);
    return label;
}

FactGrid::FactGrid(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(5);
    m_grid->setColumnStretch(1, 1);
}

void FactGrid::addTitle(const QString& title)
{
    auto* label = new QLabel(title, this);
    label->setTextFormat(Qt::PlainText);
    label->setObjectName(QStringLiteral("paneTitle"));
    label->setContentsMargins(0, m_grid->count() > 0 ? kGapAboveTitle : 0, 0, 2);
    m_grid->addWidget(label, m_grid->rowCount(), 0, 1, 2);
}

QLabel* FactGrid::addRow(const QString& name, const QString& value)
{
    auto* nameLabel = new QLabel(name, this);
    nameLabel->setObjectName(QStringLiteral("quiet"));
    nameLabel->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    QLabel* valueLabel = selectableLabel(value, this);
    valueLabel->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    valueLabel->setAccessibleName(QString(name + u' ' + value));
    const int row = m_grid->rowCount();
    m_grid->addWidget(nameLabel, row, 0);
    m_grid->addWidget(valueLabel, row, 1);
    return valueLabel;
}

void FactGrid::addFact(const QString& name, const QString& value)
{
    addRow(name, value);
}

void FactGrid::addCode(const QString& name, const QString& value)
{
    QLabel* label = addRow(name, value);
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(kCodePixels);
    label->setFont(font);
    label->setToolTip(value);
    label->setMinimumWidth(QFontMetrics(font).horizontalAdvance(QString(kCodeGroup, u'0')));
}

} // namespace safelight
