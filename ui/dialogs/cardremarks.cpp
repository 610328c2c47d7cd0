#include "ui/dialogs/cardremarks.h"

#include "ui/symbols.h"
#include "ui/words/plantext.h"

#include <algorithm>

namespace safelight {

CardRemarks::CardRemarks(QWidget* parent) : QListWidget(parent)
{
    setWordWrap(true);
    setSpacing(2);
    setTextElideMode(Qt::ElideNone);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setAccessibleName(tr("Remarks about the card"));
}

bool CardRemarks::isAboutLoss(CardWarning::Kind kind)
{
    using Kind = CardWarning::Kind;
    return kind == Kind::Empty || kind == Kind::ZeroFilled || kind == Kind::Truncated;
}

void CardRemarks::setWarnings(const QVector<CardWarning>& warnings)
{
    QVector<CardWarning> ordered = warnings;
    std::stable_partition(ordered.begin(), ordered.end(),
                          [](const CardWarning& warning) { return isAboutLoss(warning.kind); });
    clear();
    for (const CardWarning& warning : ordered) {
        const QString icon = isAboutLoss(warning.kind) ? QStringLiteral("warning") : QStringLiteral("about");
        addItem(new QListWidgetItem(symbol(icon), cardWarningText(warning)));
    }
}

} // namespace safelight
