#include "ingest/ingestrequest.h"

#include "base/pathtext.h"
#include "base/units.h"
#include "domain/nametable.h"

#include <QJsonArray>

namespace safelight {

namespace {

using Request = IngestRequest;

constexpr NameTable<Request::Transfer, 2>
    kTransfers({{{Request::Transfer::Copy, u"copy"}, {Request::Transfer::Move, u"move"}}});
constexpr NameTable<Request::OnDuplicate, 2>
    kDuplicates({{{Request::OnDuplicate::Skip, u"skip"}, {Request::OnDuplicate::Import, u"import"}}});
constexpr NameTable<Request::OnConflict, 3> kConflicts({{{Request::OnConflict::Rename, u"rename"},
                                                         {Request::OnConflict::Skip, u"skip"},
                                                         {Request::OnConflict::MoveHere, u"move-here"}}});
constexpr NameTable<Request::OnRejected, 2>
    kRejected({{{Request::OnRejected::Skip, u"skip"}, {Request::OnRejected::Import, u"import"}}});
constexpr NameTable<IngestOrder, 3> kOrders({{{IngestOrder::AsFound, u"found"},
                                              {IngestOrder::OldestFirst, u"oldest"},
                                              {IngestOrder::NewestFirst, u"newest"}}});

QJsonArray pathsToJson(const std::vector<std::filesystem::path>& paths)
{
    QJsonArray array;
    for (const auto& path : paths)
        array += pathToText(std::filesystem::absolute(path));
    return array;
}

std::vector<std::filesystem::path> pathsFromJson(const QJsonValue& value)
{
    std::vector<std::filesystem::path> paths;
    for (const auto& path : value.toArray())
        paths.push_back(pathFromText(path.toString()));
    return paths;
}

QString pathOrNothing(const std::filesystem::path& path)
{
    return path.empty() ? QString() : pathToText(std::filesystem::absolute(path));
}

/// Leaves `value` as it is where the object does not say, or says something that this version does not know.
template <class Value, std::size_t Count>
void readName(const QJsonObject& object, QStringView key, const NameTable<Value, Count>& names, Value& value)
{
    value = names.valueOf(object[key].toString()).value_or(value);
}

/// How often each byte passes: written, and read again where the copy is proven by its digest.
double passesOf(VerifyLevel level)
{
    return level == VerifyLevel::Size ? 1.0 : 2.0;
}

} // namespace

std::chrono::milliseconds IngestRequest::timeFor(ByteCount bytes, double readBytesPerSecond) const
{
    double passes = 1.0 + passesOf(verify);
    if (!secondFolder.empty())
        passes += passesOf(secondVerify);
    const double seconds = static_cast<double>(bytes.value) * passes / readBytesPerSecond;
    return std::chrono::milliseconds(static_cast<qint64>(seconds * kMsPerSecond));
}

QJsonObject IngestRequest::toJson() const
{
    return {{QStringLiteral("sources"), pathsToJson(sources)},
            {QStringLiteral("base"), pathOrNothing(base)},
            {QStringLiteral("excluded"), pathsToJson(excluded)},
            {QStringLiteral("project"), projectName},
            {QStringLiteral("transfer"), kTransfers.nameOf(transfer)},
            {QStringLiteral("on_duplicate"), kDuplicates.nameOf(onDuplicate)},
            {QStringLiteral("on_conflict"), kConflicts.nameOf(onConflict)},
            {QStringLiteral("on_rejected"), kRejected.nameOf(onRejected)},
            {QStringLiteral("order"), kOrders.nameOf(order)},
            {QStringLiteral("folder_template"), folderTemplate},
            {QStringLiteral("name_template"), nameTemplate},
            {QStringLiteral("first_number"), firstNumber},
            {QStringLiteral("verify"), verifyLevelName(verify)},
            {QStringLiteral("second_folder"), pathOrNothing(secondFolder)},
            {QStringLiteral("second_verify"), verifyLevelName(secondVerify)},
            {QStringLiteral("creator"), added.creator},
            {QStringLiteral("copyright"), added.copyright},
            {QStringLiteral("keywords"), QJsonArray::fromStringList(added.keywords)}};
}

Result<IngestRequest> IngestRequest::fromJson(const QJsonObject& object)
{
    IngestRequest request;
    request.sources = pathsFromJson(object[u"sources"]);
    request.base = pathFromText(object[u"base"].toString());
    request.excluded = pathsFromJson(object[u"excluded"]);
    request.projectName = object[u"project"].toString();
    readName(object, u"transfer", kTransfers, request.transfer);
    readName(object, u"on_duplicate", kDuplicates, request.onDuplicate);
    readName(object, u"on_conflict", kConflicts, request.onConflict);
    readName(object, u"on_rejected", kRejected, request.onRejected);
    readName(object, u"order", kOrders, request.order);
    request.folderTemplate = object[u"folder_template"].toString();
    request.nameTemplate = object[u"name_template"].toString();
    request.firstNumber = object[u"first_number"].toInt(request.firstNumber);
    request.verify = verifyLevelFromName(object[u"verify"].toString()).value_or(request.verify);
    request.secondFolder = pathFromText(object[u"second_folder"].toString());
    request.secondVerify =
        verifyLevelFromName(object[u"second_verify"].toString()).value_or(request.secondVerify);
    request.added.creator = object[u"creator"].toString();
    request.added.copyright = object[u"copyright"].toString();
    for (const auto& keyword : object[u"keywords"].toArray())
        request.added.keywords += keyword.toString();
    if (request.sources.empty() || request.projectName.isEmpty())
        return Error{
            ErrorCode::InvalidArgument, {}, QStringLiteral("an ingest needs sources and a project"), nullptr};
    return request;
}

} // namespace safelight
