#pragma once

#include "ui/models/tone.h"

#include <QColor>
#include <QStyledItemDelegate>

class QPainter;
class QPalette;

namespace safelight {

/// The colour of a tone; readable on the window and on the base of our palettes.
QColor toneColor(Tone tone, const QPalette& palette);

/// A table's cell whose model has a kToneRole: its text on a rounded ground, with a dot in the tone's colour.
/// Other cells show their text.
class ChipDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit ChipDelegate(QObject* parent = nullptr) : QStyledItemDelegate(parent) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace safelight
