#pragma once

#include <QIcon>
#include <QString>

class QPainter;

namespace safelight {

/// A symbolic icon of `resources/icons/<name>.svg`, drawn in the text colour of the palette at the time it is
/// painted and sharp at any scale.
QIcon symbol(const QString& name);

/// Paints the symbol in a colour of choice, centred in `place`.
void paintSymbol(QPainter& painter, const QString& name, const QRectF& place, const QColor& color);

/// The program's own icon, in its own colours.
QIcon applicationIcon();

} // namespace safelight
