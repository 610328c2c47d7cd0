#pragma once

#include <QString>

class QLineEdit;
class QWidget;

namespace safelight {

/// A field to search or filter with: can be emptied by its button, and lets files be dropped through to the
/// window.
QLineEdit* makeSearchField(const QString& placeholder, const QString& name, const QString& toolTip,
                           QWidget* parent);

} // namespace safelight
