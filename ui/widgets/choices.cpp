#include "ui/widgets/choices.h"

#include <QComboBox>
#include <QSignalBlocker>

#include <algorithm>

namespace safelight {

void setChoices(QComboBox& box, const QVector<Choice>& choices)
{
    QVector<Choice> shown;
    for (int i = 0; i < box.count(); ++i)
        shown += Choice{box.itemText(i), box.itemData(i).toLongLong()};
    if (shown == choices)
        return;
    const QSignalBlocker quiet(&box);
    const QVariant chosen = box.currentData();
    box.clear();
    for (const Choice& choice : choices)
        box.addItem(choice.text, choice.value);
    box.setCurrentIndex(std::max(0, box.findData(chosen)));
}

} // namespace safelight
