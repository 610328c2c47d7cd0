#pragma once

class QCoreApplication;

namespace safelight {

/// Loads the words for the user's language, and English plural forms for everybody else: without them "%n
/// photo(s)" would be shown as it is written.
void installTranslations(QCoreApplication& application);

} // namespace safelight
