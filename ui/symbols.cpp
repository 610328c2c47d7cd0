#include "ui/symbols.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace safelight {

namespace {

/// The SVG files draw in this colour; it stands for "the text's".
constexpr QByteArrayView kPlaceholder = "#000000";

QByteArray sourceOf(const QString& name)
{
    QFile file(u":/safelight/icons/" + name + u".svg");
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QPixmap rendered(const QString& name, QSize size, const QColor& color)
{
    const QString key =
        QStringLiteral("symbol/%1/%2x%3/%4").arg(name).arg(size.width()).arg(size.height()).arg(color.rgba());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(size);
    pixmap.fill(Qt::transparent);
    QSvgRenderer renderer(sourceOf(name).replace(kPlaceholder, color.name().toLatin1()));
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class SymbolEngine final : public QIconEngine
{
public:
    explicit SymbolEngine(QString name) : m_name(std::move(name)) {}

    void paint(QPainter* painter, const QRect& place, QIcon::Mode mode, QIcon::State) override
    {
        const qreal scale = painter->device()->devicePixelRatioF();
        painter->drawPixmap(place, rendered(m_name, (QSizeF(place.size()) * scale).toSize(), colorFor(mode)));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override
    {
        return rendered(m_name, size, colorFor(mode));
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        return rendered(m_name, size, colorFor(mode));
    }
    QString key() const override { return QStringLiteral("safelight-symbol"); }
    QIconEngine* clone() const override { return new SymbolEngine(m_name); }

private:
    static QColor colorFor(QIcon::Mode mode)
    {
        const QPalette palette = QGuiApplication::palette();
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        return palette.color(group,
                             mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::WindowText);
    }

    QString m_name;
};

} // namespace

QIcon symbol(const QString& name)
{
    return QIcon(new SymbolEngine(name));
}

void paintSymbol(QPainter& painter, const QString& name, const QRectF& place, const QColor& color)
{
    const qreal scale = painter.device()->devicePixelRatioF();
    const qreal side = std::min(place.width(), place.height());
    const QRectF target(place.center() - QPointF(side, side) / 2, QSizeF(side, side));
    painter.drawPixmap(target, rendered(name, (target.size() * scale).toSize(), color), QRectF());
}

QIcon applicationIcon()
{
    return QIcon(QStringLiteral(":/safelight/icons/safelight.svg"));
}

} // namespace safelight
