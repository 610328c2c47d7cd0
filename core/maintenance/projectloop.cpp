#include "maintenance/projectloop.h"

namespace safelight {

Status forEachProject(StepContext& step, std::vector<Project>& projects, const ProjectVisitor& visit)
{
    const ProjectId after = {step.cursor().value(u"after").toInteger()};
    const auto total = static_cast<qint64>(projects.size());
    qint64 done = 0;
    for (Project& project : projects) {
        ++done;
        if (project.id <= after)
            continue;
        if (step.shouldStop())
            return {};
        const QJsonObject cursor = {{QStringLiteral("after"), project.id.value}};
        const Status visited = visit(project, cursor);
        if (!visited && step.shouldStop())
            return {};
        if (!visited)
            step.skipped(project, visited.error());
        step.count(u"projects");
        step.count(u"processed");
        SAFELIGHT_TRY(step.keep(cursor));
        step.progress(TaskStage::Comparing, done, total, project.name);
    }
    return {};
}

} // namespace safelight
