#pragma once

#include "domain/availability.h"

#include <QRectF>
#include <QSize>
#include <QStyledItemDelegate>

class QPainter;
class QPalette;
class QTableView;

namespace safelight {

/// Paints the three badges J, R, O, those that are on disk filled, the others not at all; from the left of
/// `place`, centred in its height. Returns the width that was used.
int paintBadges(QPainter& painter, const QRectF& place, const Availability& available,
                const QPalette& palette);

/// The same, with what `reference` had and `available` lacks as an empty badge in the colour of what is
/// missing.
int paintBadges(QPainter& painter, const QRectF& place, const Availability& available,
                const Availability& reference, const QPalette& palette);

/// A table's cell with the badges of the model's role `availabilityRole`; of `referenceRole` too, where one
/// is given. A cell without that role shows its text.
class BadgeDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit BadgeDelegate(int availabilityRole, int referenceRole = -1, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    int m_availabilityRole;
    int m_referenceRole;
};

/// Columns and badges of a table with a CorrectionModel (ui/models/correctionmodel.h).
void prepareCorrectionTable(QTableView& table);

} // namespace safelight
