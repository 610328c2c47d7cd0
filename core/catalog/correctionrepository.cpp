#include "catalog/correctionrepository.h"

#include "catalog/rowtext.h"

#include <QJsonArray>

#include <algorithm>
#include <limits>

namespace safelight {

namespace {

const QString kSelect =
    QStringLiteral("SELECT c.id, c.job_id, c.project_id, p.name, c.photo_id, c.stem, c.before_bits, "
                   "c.after_bits, c.files, c.created_at, "
                   "c.undone_at, c.kind, c.before_text, c.after_text FROM corrections c JOIN projects p ON "
                   "p.id = c.project_id ");

QString filesToText(const QVector<FileChange>& changes)
{
    QJsonArray array;
    for (const FileChange& change : changes) {
        array += QJsonObject{{QStringLiteral("name"), change.name},
                             {QStringLiteral("kind"), fileKindName(change.kind)},
                             {QStringLiteral("before"), change.wasPresent},
                             {QStringLiteral("after"), change.isPresent}};
    }
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

QVector<FileChange> filesFromText(const QString& text)
{
    QVector<FileChange> changes;
    for (const auto& value : QJsonDocument::fromJson(text.toUtf8()).array()) {
        changes +=
            FileChange{value[QStringLiteral("name")].toString(),
                       fileKindFromName(value[QStringLiteral("kind")].toString()).value_or(FileKind::Other),
                       value[QStringLiteral("before")].toBool(), value[QStringLiteral("after")].toBool()};
    }
    return changes;
}

Correction correctionFrom(const Statement& row)
{
    Correction correction;
    correction.id = {row.value(0).toLongLong()};
    correction.job = {row.value(1).toLongLong()};
    correction.project = {row.value(2).toLongLong()};
    correction.projectName = row.value(3).toString();
    correction.photo = {row.value(4).toLongLong()};
    correction.stem = row.value(5).toString();
    correction.before = Availability::fromBits(row.value(6).toInt());
    correction.after = Availability::fromBits(row.value(7).toInt());
    correction.files = filesFromText(row.value(8).toString());
    correction.at = rowtext::toTime(row.value(9));
    correction.undoneAt = rowtext::toTime(row.value(10));
    correction.kind = correctionKindFromName(row.value(11).toString()).value_or(CorrectionKind::Availability);
    correction.beforeText = row.value(12).toString();
    correction.afterText = row.value(13).toString();
    return correction;
}

} // namespace

Result<CorrectionId> CorrectionRepository::insert(const Correction& correction) const
{
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(QStringLiteral("INSERT INTO corrections (job_id, project_id, photo_id, "
                                        "stem, before_bits, after_bits, files, created_at, kind, "
                                        "before_text, after_text) "
                                        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"),
                         {correction.job.value, correction.project.value, correction.photo.value,
                          rowtext::text(correction.stem), correction.before.bits(), correction.after.bits(),
                          filesToText(correction.files), rowtext::fromTime(correction.at),
                          correctionKindName(correction.kind), rowtext::text(correction.beforeText),
                          rowtext::text(correction.afterText)}));
    row.next();
    return CorrectionId{row.value(0).toLongLong()};
}

Result<CorrectionPage> CorrectionRepository::page(const Cursor& from, int limit) const
{
    if (from.listing != Listing::Corrections)
        return Error{ErrorCode::WrongCursor, from.toText(), {}, nullptr};
    const QString ofJob = from.scope > 0 ? QStringLiteral("AND c.job_id = ? ") : QString();
    QVariantList values = {from.afterId};
    if (from.scope > 0)
        values += from.scope;
    values += limit;
    SAFELIGHT_ASSIGN(
        Statement row,
        m_connection.run(kSelect + u"WHERE c.id > ? " + ofJob + u"ORDER BY c.id LIMIT ?", values));
    CorrectionPage page;
    while (row.next())
        page.corrections += correctionFrom(row);
    SAFELIGHT_TRY(m_connection.endOf(row));
    if (page.corrections.size() == limit)
        page.next = Cursor{Listing::Corrections, from.scope, page.corrections.last().id.value};
    return page;
}

Result<QVector<Correction>> CorrectionRepository::newest(const CorrectionQuery& query,
                                                         std::optional<CorrectionId> before, int limit) const
{
    QStringList conditions = {QStringLiteral("c.id < ?")};
    QVariantList values = {before ? before->value : std::numeric_limits<qint64>::max()};
    const auto add = [&](const QString& condition, const QVariant& value) {
        conditions += condition;
        values += value;
    };
    if (query.project)
        add(QStringLiteral("c.project_id = ?"), query.project->value);
    if (query.job)
        add(QStringLiteral("c.job_id = ?"), query.job->value);
    if (query.kind)
        add(QStringLiteral("c.kind = ?"), correctionKindName(*query.kind));
    if (query.isUndone)
        conditions += *query.isUndone ? QStringLiteral("c.undone_at IS NOT NULL")
                                      : QStringLiteral("c.undone_at IS NULL");
    if (!query.text.isEmpty()) {
        const QString pattern = rowtext::likePattern(query.text);
        QStringList places;
        for (const auto* column : {"c.stem", "c.files", "p.name", "c.before_text", "c.after_text"}) {
            places += QStringLiteral("LOWER(%1) LIKE ? ESCAPE '\\'").arg(QLatin1String(column));
            values += pattern;
        }
        conditions += u'(' + places.join(QStringLiteral(" OR ")) + u')';
    }
    if (!query.ids.empty()) {
        QStringList numbers; // of ours: safe in the text, and any number of them works
        for (const CorrectionId id : query.ids)
            numbers += QString::number(id.value);
        conditions += u"c.id IN (" + numbers.join(u',') + u')';
    }
    values += limit;
    SAFELIGHT_ASSIGN(Statement row,
                     m_connection.run(kSelect + u"WHERE " + conditions.join(QStringLiteral(" AND ")) +
                                          u" ORDER BY c.id DESC LIMIT ?",
                                      values));
    QVector<Correction> corrections;
    while (row.next())
        corrections += correctionFrom(row);
    SAFELIGHT_TRY(m_connection.endOf(row));
    return corrections;
}

Result<bool> CorrectionRepository::markUndone(CorrectionId id, const QDateTime& at) const
{
    SAFELIGHT_ASSIGN(Statement changed,
                     m_connection.run(QStringLiteral("UPDATE corrections SET undone_at = ? WHERE id = ? AND "
                                                     "undone_at IS NULL"),
                                      {rowtext::fromTime(at), id.value}));
    return changed.numRowsAffected() == 1;
}

Result<QVector<Correction>> CorrectionRepository::latest(int limit) const
{
    SAFELIGHT_ASSIGN(Statement row, m_connection.run(kSelect + u"ORDER BY c.id DESC LIMIT ?", {limit}));
    QVector<Correction> corrections;
    while (row.next())
        corrections += correctionFrom(row);
    SAFELIGHT_TRY(m_connection.endOf(row));
    std::ranges::reverse(corrections);
    return corrections;
}

} // namespace safelight
