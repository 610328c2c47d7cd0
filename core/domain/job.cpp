#include "domain/job.h"

#include <array>
#include <utility>

namespace safelight {

namespace {

const std::array<std::pair<JobType, QStringView>, 2> kTypes = {{
    {JobType::Ingest, u"ingest"},
    {JobType::ManifestCheck, u"manifest_check"},
}};

const std::array<std::pair<JobState, QStringView>, 8> kStates = {{
    {JobState::Queued, u"queued"},
    {JobState::Running, u"running"},
    {JobState::Done, u"done"},
    {JobState::DoneWithFailures, u"done_with_failures"},
    {JobState::Failed, u"failed"},
    {JobState::Cancelled, u"cancelled"},
    {JobState::Interrupted, u"interrupted"},
    {JobState::Refused, u"refused"},
}};

template <class Pairs, class Value>
QString nameIn(const Pairs& pairs, Value value)
{
    for (const auto& [candidate, name] : pairs) {
        if (candidate == value)
            return name.toString();
    }
    return {};
}

template <class Value, class Pairs>
std::optional<Value> valueIn(const Pairs& pairs, QStringView wanted)
{
    for (const auto& [value, name] : pairs) {
        if (name == wanted)
            return value;
    }
    return std::nullopt;
}

} // namespace

QString jobTypeName(JobType type)
{
    return nameIn(kTypes, type);
}

std::optional<JobType> jobTypeFromName(QStringView name)
{
    return valueIn<JobType>(kTypes, name);
}

QString jobStateName(JobState state)
{
    return nameIn(kStates, state);
}

std::optional<JobState> jobStateFromName(QStringView name)
{
    return valueIn<JobState>(kStates, name);
}

} // namespace safelight
