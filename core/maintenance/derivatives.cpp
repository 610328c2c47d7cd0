#include "maintenance/derivatives.h"

#include "maintenance/picturepass.h"

namespace safelight {

StepOutcome runDerivativesTask(StepContext& step)
{
    if (step.options().mode == StepMode::Approved)
        return {};
    StepOutcome outcome = sweepProjects(step, [](ProjectVisit& visit) { return PicturePass(visit).run(); });
    step.environment().log.info(u"derivatives_summary", step.result());
    return outcome;
}

} // namespace safelight
