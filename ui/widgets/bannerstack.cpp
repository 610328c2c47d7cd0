#include "ui/widgets/bannerstack.h"

#include "ui/symbols.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace safelight {

BannerStack::BannerStack(QWidget* parent) : QWidget(parent), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
}

void BannerStack::add(const Banner& banner)
{
    remove(banner.id);
    QWidget* widget = makeBanner(banner);
    m_banners.insert(banner.id, widget);
    m_column->addWidget(widget);
}

void BannerStack::remove(const QString& id)
{
    if (QWidget* widget = m_banners.take(id)) {
        widget->hide();
        widget->deleteLater();
    }
}

QWidget* BannerStack::makeBanner(const Banner& banner)
{
    constexpr int kSymbolSide = 20;
    auto* frame = new QFrame(this);
    frame->setObjectName(QStringLiteral("banner"));
    auto* icon = new QLabel(frame);
    icon->setPixmap(symbol(banner.symbol).pixmap(QSize(kSymbolSide, kSymbolSide), devicePixelRatioF()));
    auto* text = new QLabel(banner.text, frame);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* row = new QHBoxLayout(frame);
    row->setContentsMargins(14, 8, 10, 8);
    row->setSpacing(12);
    row->addWidget(icon, 0, Qt::AlignVCenter);
    row->addWidget(text, 1);
    if (!banner.action.isEmpty()) {
        auto* action = new QPushButton(banner.action, frame);
        row->addWidget(action);
        connect(action, &QPushButton::clicked, this, [this, banner] {
            if (!banner.staysAfterAction)
                remove(banner.id);
            if (banner.onAction)
                banner.onAction();
        });
    }
    auto* dismiss = new QToolButton(frame);
    dismiss->setIcon(symbol(QStringLiteral("cancel")));
    dismiss->setToolTip(tr("Take this message away"));
    dismiss->setAccessibleName(tr("Take this message away"));
    row->addWidget(dismiss);
    connect(dismiss, &QToolButton::clicked, this, [this, banner] {
        remove(banner.id);
        if (banner.onDismiss)
            banner.onDismiss();
    });
    return frame;
}

} // namespace safelight
