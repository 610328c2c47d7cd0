#pragma once

#include <QString>

namespace safelight {

/// Text that XML 1.0 can hold and gives back: control characters (line breaks and tabs, too, which attributes
/// would lose), halves of surrogate pairs, U+FFFE and U+FFFF become blanks.
QString xmlCharacters(QStringView text);

/// xmlCharacters(), as it is written between tags or double quotes: `& < > "` as entities.
QString xmlText(QStringView text);

} // namespace safelight
