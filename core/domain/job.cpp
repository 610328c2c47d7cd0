#include "domain/job.h"

#include "domain/nametable.h"

#include <QCryptographicHash>

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
    if (!project)
        return QStringLiteral("");
    const QString number = QString::number(project->value);
    if (photos.isEmpty())
        return u"project:" + number;
    QCryptographicHash digest(QCryptographicHash::Sha1); // tells lists apart; protects nothing
    for (const PhotoId photo : photos)
        digest.addData(QByteArray::number(photo.value).append(','));
    return u"photos:" + number + u':' + QString::fromLatin1(digest.result().toHex());
}

} // namespace safelight
