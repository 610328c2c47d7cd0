#include "ingest/ingestjob.h"

#include "base/pathtext.h"
#include "ingest/ingestrun.h"

#include <QJsonArray>

namespace safelight {

namespace {

constexpr auto kMove = "move";
constexpr auto kImport = "import";
constexpr auto kSkip = "skip";

QString choice(bool isFirst, const char* first, const char* second)
{
    return QString::fromLatin1(isFirst ? first : second);
}

} // namespace

QJsonObject IngestRequest::toJson() const
{
    QJsonArray paths;
    for (const auto& source : sources)
        paths += pathToText(std::filesystem::absolute(source));
    return {{QStringLiteral("sources"), paths},
            {QStringLiteral("base"), base.empty() ? QString() : pathToText(std::filesystem::absolute(base))},
            {QStringLiteral("project"), projectName},
            {QStringLiteral("transfer"), choice(transfer == Transfer::Move, kMove, "copy")},
            {QStringLiteral("on_duplicate"), choice(onDuplicate == OnDuplicate::Import, kImport, kSkip)},
            {QStringLiteral("on_conflict"), choice(onConflict == OnConflict::Skip, kSkip, "rename")},
            {QStringLiteral("verify"), verifyLevelName(verify)}};
}

Result<IngestRequest> IngestRequest::fromJson(const QJsonObject& object)
{
    const auto is = [&](QStringView key, const char* value) {
        return object[key].toString() == QLatin1String(value);
    };
    IngestRequest request;
    for (const auto& path : object[QStringLiteral("sources")].toArray())
        request.sources.push_back(pathFromText(path.toString()));
    request.base = pathFromText(object[QStringLiteral("base")].toString());
    request.projectName = object[QStringLiteral("project")].toString();
    request.transfer = is(u"transfer", kMove) ? Transfer::Move : Transfer::Copy;
    request.onDuplicate = is(u"on_duplicate", kImport) ? OnDuplicate::Import : OnDuplicate::Skip;
    request.onConflict = is(u"on_conflict", kSkip) ? OnConflict::Skip : OnConflict::Rename;
    for (const VerifyLevel level : {VerifyLevel::Size, VerifyLevel::Digest, VerifyLevel::Readback}) {
        if (object[QStringLiteral("verify")].toString() == verifyLevelName(level))
            request.verify = level;
    }
    if (request.sources.empty() || request.projectName.isEmpty())
        return Error{
            ErrorCode::InvalidArgument, {}, QStringLiteral("an ingest needs sources and a project"), nullptr};
    return request;
}

TaskResult runIngest(const TaskEnvironment& environment, const IngestRequest& request, TaskObserver& observer,
                     const CancelToken& cancel)
{
    return IngestRun(environment, request, observer, cancel).run();
}

} // namespace safelight
