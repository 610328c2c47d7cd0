#include "ui/words/translations.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

namespace safelight {

void installTranslations(QCoreApplication& application)
{
    // The one that is installed last is asked first.
    auto* english = new QTranslator(&application);
    if (english->load(QStringLiteral(":/safelight/i18n/safelight_en.qm")))
        QCoreApplication::installTranslator(english);
    auto* own = new QTranslator(&application);
    if (QLocale().language() != QLocale::English &&
        own->load(QLocale(), QStringLiteral("safelight"), QStringLiteral("_"),
                  QStringLiteral(":/safelight/i18n")))
        QCoreApplication::installTranslator(own);
}

} // namespace safelight
