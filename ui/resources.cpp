#include "ui/resources.h"

#include <QtCore/qglobal.h>

/// Q_INIT_RESOURCE declares a function and so must stand outside of any namespace.
static void initSafelightResources()
{
    Q_INIT_RESOURCE(safelight);
}

namespace safelight {

void initResources()
{
    initSafelightResources();
}

} // namespace safelight
