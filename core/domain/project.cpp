#include "domain/project.h"

namespace safelight {

QString projectStateName(ProjectState state)
{
    switch (state) {
    case ProjectState::Fine:
        return QStringLiteral("fine");
    case ProjectState::Corrected:
        return QStringLiteral("corrected");
    case ProjectState::Offline:
        return QStringLiteral("offline");
    case ProjectState::Gone:
        return QStringLiteral("gone");
    }
    return QStringLiteral("fine");
}

} // namespace safelight
