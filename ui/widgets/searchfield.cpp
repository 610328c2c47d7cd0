#include "ui/widgets/searchfield.h"

#include <QCoreApplication>
#include <QLineEdit>
#include <QToolButton>

namespace safelight {

QLineEdit* makeSearchField(const QString& placeholder, const QString& name, const QString& toolTip,
                           QWidget* parent)
{
    auto* field = new QLineEdit(parent);
    field->setPlaceholderText(placeholder);
    field->setAccessibleName(name);
    field->setToolTip(toolTip);
    field->setClearButtonEnabled(true);
    field->setAcceptDrops(false);
    for (auto* button : field->findChildren<QToolButton*>())
        button->setAccessibleName(QCoreApplication::translate("SearchField", "Empty the field"));
    return field;
}

} // namespace safelight
