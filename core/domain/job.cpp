#include "domain/job.h"

#include "domain/nametable.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QStringList>

namespace safelight {

namespace {

const NameTable<JobType, 5> kTypes({{
    {JobType::Ingest, u"ingest"},
    {JobType::ManifestCheck, u"manifest_check"},
    {JobType::Maintenance, u"maintenance"},
    {JobType::AfterIngest, u"after_ingest"},
    {JobType::Discovery, u"discovery"},
}});

const NameTable<JobState, 9> kStates({{
    {JobState::Queued, u"queued"},
    {JobState::Running, u"running"},
    {JobState::Paused, u"paused"},
    {JobState::Done, u"done"},
    {JobState::DoneWithFailures, u"done_with_failures"},
    {JobState::Failed, u"failed"},
    {JobState::Cancelled, u"cancelled"},
    {JobState::Interrupted, u"interrupted"},
    {JobState::Refused, u"refused"},
}});

} // namespace

QString jobTypeName(JobType type)
{
    return kTypes.nameOf(type);
}

std::optional<JobType> jobTypeFromName(QStringView name)
{
    return kTypes.valueOf(name);
}

QString jobStateName(JobState state)
{
    return kStates.nameOf(state);
}

std::optional<JobState> jobStateFromName(QStringView name)
{
    return kStates.valueOf(name);
}

bool isFinal(JobState state)
{
    switch (state) {
    case JobState::Queued:
    case JobState::Running:
    case JobState::Paused:
    case JobState::Interrupted:
        return false;
    case JobState::Done:
    case JobState::DoneWithFailures:
    case JobState::Failed:
    case JobState::Cancelled:
    case JobState::Refused:
        return true;
    }
    return true;
}

QString JobScope::toText() const
{
    if (projects.isEmpty())
        return QStringLiteral("");
    QStringList numbers;
    for (const ProjectId project : projects)
        numbers += QString::number(project.value);
    if (photos.isEmpty())
        return (projects.size() == 1 ? u"project:" : u"projects:") + numbers.join(u',');
    QCryptographicHash digest(QCryptographicHash::Sha1); // tells lists apart; protects nothing
    for (const PhotoId photo : photos)
        digest.addData(QByteArray::number(photo.value).append(','));
    return u"photos:" + numbers.join(u',') + u':' + QString::fromLatin1(digest.result().toHex());
}

QJsonObject JobScope::toJson() const
{
    QJsonArray projectIds;
    for (const ProjectId project : projects)
        projectIds += project.value;
    QJsonArray photoIds;
    for (const PhotoId photo : photos)
        photoIds += photo.value;
    return {{QStringLiteral("projects"), projectIds}, {QStringLiteral("photos"), photoIds}};
}

JobScope JobScope::fromJson(const QJsonObject& object)
{
    JobScope scope;
    for (const auto& id : object[u"projects"].toArray())
        scope.projects += ProjectId{id.toInteger()};
    for (const auto& id : object[u"photos"].toArray())
        scope.photos += PhotoId{id.toInteger()};
    return scope;
}

} // namespace safelight
