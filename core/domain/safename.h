#pragma once

#include <QString>

namespace safelight {

/// Text without what a name cannot have on every file system: `/ \ :` become `-`, `* ? < > |` and quotes `_`;
/// control characters and halves of surrogate pairs go. Private-use characters of carried text
/// (base/pathtext.h) stay.
QString safeCharacters(QStringView text);

/// One part of a path, its characters safe already: no white space or dots at its ends, so never `.`, `..` or
/// a hidden name; at most `longest` bytes, whole characters go from its end. Empty when nothing is left.
QString safeComponent(QStringView text, qsizetype longest);

} // namespace safelight
