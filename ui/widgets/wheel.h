#pragma once

class QWidget;

namespace safelight {

/// The wheel goes to the page that a field lies on, and never changes the field: who turns a page does not
/// see what the pointer comes to lie on.
void leaveWheelToPage(QWidget& field);

} // namespace safelight
