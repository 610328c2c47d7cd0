#include "db/dialect.h"

#include <QRegularExpression>
#include <QSqlError>

namespace safelight {

const Dialect& Dialect::of(const CatalogLocation& location)
{
    return location.server() ? postgresqlDialect() : sqliteDialect();
}

QString Dialect::withEngineWords(const QString& statement) const
{
    static const QRegularExpression own(QStringLiteral(R"(^\{\{(sqlite|postgresql)\}\}\s*)"));
    static const QRegularExpression word(QStringLiteral(R"(\{\{(\w+)(?::\s*([^}]*))?\}\})"));
    QString rest = statement;
    if (const auto engine = own.match(statement); engine.hasMatch()) {
        if (engine.captured(1) != engineWord())
            return {};
        rest.remove(0, engine.capturedLength());
    }
    QString sql;
    qsizetype done = 0;
    for (auto it = word.globalMatch(rest); it.hasNext();) {
        const auto match = it.next();
        sql += rest.mid(done, match.capturedStart() - done);
        sql += wordText(match.captured(1), match.captured(2));
        done = match.capturedEnd();
    }
    return withEngineTypes(sql + rest.mid(done));
}

Error Dialect::translate(const QSqlError& error, const QString& subject) const
{
    return {codeOf(error), subject, error.text().simplified(), nullptr};
}

} // namespace safelight
