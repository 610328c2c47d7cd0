#include "maintenance/correctionexport.h"

#include "base/pathtext.h"
#include "domain/csv.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace safelight {

namespace {

QJsonObject availabilityJson(const Availability& available)
{
    return {{QStringLiteral("jpg"), available.jpg},
            {QStringLiteral("raw"), available.raw},
            {QStringLiteral("other"), available.other}};
}

QString availabilityText(const Availability& available)
{
    QStringList kinds;
    if (available.jpg)
        kinds += QStringLiteral("jpg");
    if (available.raw)
        kinds += QStringLiteral("raw");
    if (available.other)
        kinds += QStringLiteral("other");
    return kinds.join(u'+');
}

QString changesText(const QVector<FileChange>& changes)
{
    QStringList texts;
    for (const FileChange& change : changes)
        texts += (change.isPresent ? u"found " : u"gone ") + displayText(change.name);
    return texts.join(u"; ");
}

QByteArray jsonLines(const QVector<Correction>& corrections)
{
    QByteArray lines;
    for (const Correction& correction : corrections)
        lines += QJsonDocument(correctionJson(correction)).toJson(QJsonDocument::Compact) + '\n';
    return lines;
}

} // namespace

QJsonObject correctionJson(const Correction& correction)
{
    QJsonArray files;
    for (const FileChange& change : correction.files) {
        files += QJsonObject{{QStringLiteral("name"), change.name},
                             {QStringLiteral("kind"), fileKindName(change.kind)},
                             {QStringLiteral("before"), change.wasPresent},
                             {QStringLiteral("after"), change.isPresent}};
    }
    QJsonObject object = {{QStringLiteral("kind"), correctionKindName(correction.kind)},
                          {QStringLiteral("project"), correction.projectName},
                          {QStringLiteral("stem"), correction.stem},
                          {QStringLiteral("before"), availabilityJson(correction.before)},
                          {QStringLiteral("after"), availabilityJson(correction.after)},
                          {QStringLiteral("files"), files},
                          {QStringLiteral("at"), correction.at.toUTC().toString(Qt::ISODateWithMs)}};
    if (correction.kind != CorrectionKind::Availability) {
        object[QStringLiteral("from")] = correction.beforeText;
        object[QStringLiteral("to")] = correction.afterText;
    }
    if (correction.undoneAt.isValid())
        object[QStringLiteral("undone_at")] = correction.undoneAt.toUTC().toString(Qt::ISODateWithMs);
    if (correction.job.isValid())
        object[QStringLiteral("job")] = correction.job.value;
    if (correction.id.isValid())
        object[QStringLiteral("id")] = correction.id.value;
    return object;
}

namespace {

QByteArray csvHeader()
{
    return csvRow({QStringLiteral("time"), QStringLiteral("project"), QStringLiteral("photo"),
                   QStringLiteral("before"), QStringLiteral("after"), QStringLiteral("files"),
                   QStringLiteral("job"), QStringLiteral("kind")});
}

QByteArray csvRows(const QVector<Correction>& corrections)
{
    QByteArray csv;
    for (const Correction& correction : corrections) {
        const bool isAvailability = correction.kind == CorrectionKind::Availability;
        csv +=
            csvRow({correction.at.toUTC().toString(Qt::ISODateWithMs), correction.projectName,
                    displayText(correction.stem),
                    isAvailability ? availabilityText(correction.before) : displayText(correction.beforeText),
                    isAvailability ? availabilityText(correction.after) : displayText(correction.afterText),
                    changesText(correction.files), QString::number(correction.job.value),
                    correctionKindName(correction.kind)});
    }
    return csv;
}

std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

QByteArray correctionsCsv(const QVector<Correction>& corrections)
{
    return csvHeader() + csvRows(corrections);
}

Result<qint64> exportCorrectionPages(FileSystem& fs, const std::filesystem::path& file,
                                     const NextCorrections& next, Replace replace)
{
    const std::string extension = file.extension().native();
    const bool isJson = extension == ".json" || extension == ".jsonl";
    OwnFileWriter writer(fs, std::filesystem::absolute(file));
    SAFELIGHT_TRY(writer.open());
    if (!isJson)
        SAFELIGHT_TRY(writer.write(viewOf(csvHeader())));
    qint64 count = 0;
    for (;;) {
        SAFELIGHT_ASSIGN(const QVector<Correction> page, next());
        if (page.isEmpty())
            break;
        SAFELIGHT_TRY(writer.write(viewOf(isJson ? jsonLines(page) : csvRows(page))));
        count += page.size();
    }
    SAFELIGHT_TRY(writer.finish(replace));
    return count;
}

Status exportCorrections(FileSystem& fs, const std::filesystem::path& file,
                         const QVector<Correction>& corrections, Replace replace)
{
    bool isTold = false;
    SAFELIGHT_TRY(exportCorrectionPages(
        fs, file,
        [&]() -> Result<QVector<Correction>> {
            return std::exchange(isTold, true) ? QVector<Correction>() : corrections;
        },
        replace));
    return {};
}

} // namespace safelight
