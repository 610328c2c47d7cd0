#include "ui/correctionscsv.h"

#include "base/pathtext.h"

#include <QSaveFile>

namespace safelight {

namespace {

QString quoted(QString field)
{
    const bool mustQuote =
        field.contains(u'"') || field.contains(u',') || field.contains(u'\n') || field.contains(u'\r');
    if (!mustQuote)
        return field;
    return u'"' + field.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

QString line(const QStringList& fields)
{
    QStringList cells;
    for (const QString& field : fields)
        cells += quoted(field);
    return cells.join(u',') + u"\r\n";
}

/// `J`, `R` and `O` as in the window; a dash for nothing. Not translated: other programs read this.
QString letters(const Availability& available)
{
    QString text;
    if (available.jpg)
        text += u'J';
    if (available.raw)
        text += u'R';
    if (available.other)
        text += u'O';
    return text.isEmpty() ? QStringLiteral("-") : text;
}

QString changesOf(const Correction& correction)
{
    QStringList changes;
    for (const FileChange& file : correction.files)
        changes += (file.isPresent ? u'+' : u'-') + displayText(file.name);
    return changes.join(u' ');
}

} // namespace

QByteArray correctionsCsv(const QVector<Correction>& corrections)
{
    QString csv = line({QStringLiteral("project"), QStringLiteral("photo"), QStringLiteral("before"),
                        QStringLiteral("after"), QStringLiteral("files"), QStringLiteral("corrected_at")});
    for (const Correction& row : corrections) {
        csv += line({displayText(row.projectName), displayText(row.stem), letters(row.before),
                     letters(row.after), changesOf(row), row.at.toUTC().toString(Qt::ISODateWithMs)});
    }
    return csv.toUtf8();
}

Status writeCorrectionsCsv(const QString& file, const QVector<Correction>& corrections)
{
    QSaveFile output(file);
    const QByteArray bytes = correctionsCsv(corrections);
    if (!output.open(QIODevice::WriteOnly) || output.write(bytes) != bytes.size() || !output.commit())
        return Error{ErrorCode::WriteFailed, file, output.errorString(), nullptr};
    return {};
}

} // namespace safelight
