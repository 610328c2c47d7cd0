#pragma once

#include <QString>

#include <chrono>

class QLineEdit;
class QWidget;

namespace safelight {

/// What is typed is looked for when this long nothing more was typed.
constexpr std::chrono::milliseconds kSearchDelay{250};

/// A field to search or filter with: can be emptied by its button, and lets files be dropped through to the
/// window.
QLineEdit* makeSearchField(const QString& placeholder, const QString& name, const QString& toolTip,
                           QWidget* parent);

} // namespace safelight
