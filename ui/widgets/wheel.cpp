#include "ui/widgets/wheel.h"

#include <QEvent>
#include <QWidget>

namespace safelight {

namespace {

class WheelFilter : public QObject
{
public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() != QEvent::Wheel)
            return QObject::eventFilter(watched, event);
        event->ignore(); // so that the parent gets it
        return true;
    }
};

} // namespace

void leaveWheelToPage(QWidget& field)
{
    field.setFocusPolicy(Qt::StrongFocus); // nor does it take the focus
    field.installEventFilter(new WheelFilter(&field));
}

} // namespace safelight
