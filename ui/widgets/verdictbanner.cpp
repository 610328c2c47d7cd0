#include "ui/widgets/verdictbanner.h"

#include "ui/symbols.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/receiptactions.h"
#include "ui/words/receipttext.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

#include <algorithm>

namespace safelight {

namespace {

constexpr int kSymbol = 20;

bool isSafeEntry(const ReceiptEntry& entry)
{
    return entry.sums.isSafeToFormat(entry.receipt);
}

QPixmap coloured(const QString& name, const QColor& color, qreal scale)
{
    QPixmap pixmap(QSize(kSymbol, kSymbol) * scale);
    pixmap.setDevicePixelRatio(scale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paintSymbol(painter, name, QRectF(0, 0, kSymbol, kSymbol), color);
    return pixmap;
}

} // namespace

VerdictBanner::VerdictBanner(LibraryController& library, QWidget* parent, ShowButton button)
    : QFrame(parent),
      m_symbol(new QLabel(this)),
      m_text(new QLabel(this)),
      m_show(new QPushButton(tr("Show receipt"), this)),
      m_actions(new ReceiptActions(library, this))
{
    setObjectName(QStringLiteral("verdict"));
    QFont font = m_text->font();
    font.setBold(true);
    m_text->setFont(font);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setMinimumWidth(1);
    m_show->setToolTip(tr("Show each file, and where it was proven"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 6, 10, 6);
    row->setSpacing(8);
    row->addWidget(m_symbol);
    row->addWidget(m_text, 1);
    row->addWidget(m_show);
    row->addWidget(m_actions);
    m_show->setVisible(button == ShowButton::Yes);
    connect(m_show, &QPushButton::clicked, this, [this] { Q_EMIT receiptRequested(worst().receipt.id); });
    hide();
}

bool VerdictBanner::isSafe() const
{
    return !m_receipts.isEmpty() && std::ranges::all_of(m_receipts, isSafeEntry);
}

QString VerdictBanner::text() const
{
    return m_text->text();
}

/// The first one that is not safe, or the first of all.
const ReceiptEntry& VerdictBanner::worst() const
{
    const auto found = std::ranges::find_if_not(m_receipts, isSafeEntry);
    return found == m_receipts.end() ? m_receipts.front() : *found;
}

void VerdictBanner::setReceipts(const QVector<ReceiptEntry>& receipts)
{
    m_receipts = receipts;
    setVisible(!receipts.isEmpty());
    // With several it is not clear which one a button would be for: each is at hand on its page.
    const bool isOne = receipts.size() == 1;
    m_actions->setVisible(isOne);
    m_actions->setReceipt(isOne ? std::optional(receipts.front().receipt) : std::nullopt);
    tell();
}

void VerdictBanner::tell()
{
    if (m_receipts.isEmpty())
        return;
    const ReceiptEntry& shown = worst();
    QString words = receiptVerdictText(shown.receipt, shown.sums);
    if (m_receipts.size() > 1)
        words = isSafe() ? tr("Safe to format: all %Ln sources", nullptr, static_cast<int>(m_receipts.size()))
                         : tr("%1: %2").arg(receiptSourceText(shown.receipt), words);
    m_text->setText(words);
    const QColor color = toneColor(isSafe() ? Tone::Good : Tone::Caution, palette());
    m_symbol->setPixmap(
        coloured(isSafe() ? QStringLiteral("done") : QStringLiteral("warning"), color, devicePixelRatioF()));
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, color);
    m_text->setPalette(colors);
}

void VerdictBanner::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        tell();
}

} // namespace safelight
