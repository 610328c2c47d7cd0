#include "tasks/jobrequest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

#include <array>

namespace safelight {

namespace {

const std::array<QString, 3> kModes = {QStringLiteral("apply"), QStringLiteral("plan"),
                                       QStringLiteral("approved")};

} // namespace

QJsonObject StepOptions::toJson() const
{
    QJsonObject object = {{QStringLiteral("mode"), kModes.at(static_cast<std::size_t>(mode))},
                          {QStringLiteral("accept_mass_change"), acceptMassChange},
                          {QStringLiteral("retry_failed"), retryFailed}};
    if (chunkSize)
        object[QStringLiteral("chunk_size")] = *chunkSize;
    if (approved.isValid())
        object[QStringLiteral("approved")] = approved.value;
    return object;
}

StepOptions StepOptions::fromJson(const QJsonObject& object)
{
    StepOptions options;
    const QString mode = object[u"mode"].toString();
    // A mode that this version does not know must change nothing.
    options.mode = mode == kModes[0]   ? StepMode::Apply
                   : mode == kModes[2] ? StepMode::Approved
                                       : StepMode::Plan;
    options.acceptMassChange = object[u"accept_mass_change"].toBool();
    options.retryFailed = object[u"retry_failed"].toBool();
    if (object.contains(u"chunk_size"))
        options.chunkSize = object[u"chunk_size"].toInt();
    options.approved = {object[u"approved"].toInteger()};
    return options;
}

QString JobRequest::key() const
{
    QStringList tasks;
    for (const MaintenanceTask step : steps)
        tasks += maintenanceTaskName(step);
    const QByteArray how = QJsonDocument(options.toJson()).toJson(QJsonDocument::Compact);
    return QStringList{jobTypeName(type), scope.toText(), tasks.join(u','), QString::fromUtf8(how)}.join(
        u'|');
}

QJsonObject JobRequest::toPayload() const
{
    QJsonArray tasks;
    for (const MaintenanceTask step : steps)
        tasks += maintenanceTaskName(step);
    return {{QStringLiteral("options"), options.toJson()},
            {QStringLiteral("scope"), scope.toJson()},
            {QStringLiteral("steps"), tasks}};
}

JobRequest requestOf(const Job& job)
{
    JobRequest request;
    request.type = job.type;
    request.scope = JobScope::fromJson(job.payload[u"scope"].toObject());
    request.options = StepOptions::fromJson(job.payload[u"options"].toObject());
    for (const auto& name : job.payload[u"steps"].toArray()) {
        if (const auto task = maintenanceTaskFromName(name.toString()))
            request.steps.push_back(*task);
    }
    return request;
}

} // namespace safelight
