#include "tasks/taskprogress.h"

namespace safelight {

QString taskStageName(TaskStage stage)
{
    switch (stage) {
    case TaskStage::Waiting:
        return QStringLiteral("waiting");
    case TaskStage::Scanning:
        return QStringLiteral("scanning");
    case TaskStage::Listing:
        return QStringLiteral("listing");
    case TaskStage::Comparing:
        return QStringLiteral("comparing");
    case TaskStage::Correcting:
        return QStringLiteral("correcting");
    case TaskStage::TakingIn:
        return QStringLiteral("taking_in");
    case TaskStage::Picturing:
        return QStringLiteral("picturing");
    case TaskStage::Finishing:
        return QStringLiteral("finishing");
    case TaskStage::Removing:
        return QStringLiteral("removing");
    case TaskStage::AwaitingVolume:
        return QStringLiteral("awaiting_volume");
    }
    return QStringLiteral("waiting");
}

} // namespace safelight
