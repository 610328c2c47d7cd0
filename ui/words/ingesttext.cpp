#include "ui/words/ingesttext.h"

#include "base/pathtext.h"
#include "ui/words/errortext.h"
#include "ui/words/progresstext.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QStringList>

#include <algorithm>

namespace safelight {

namespace {

struct IngestText
{
    Q_DECLARE_TR_FUNCTIONS(IngestText)
};

QString duplicateText(const IngestItem& item)
{
    const QString stem = displayText(item.existing);
    if (stem.isEmpty())
        return IngestText::tr("the same bytes are stored already");
    if (item.finding == Finding::MovedHere)
        return IngestText::tr("“%1” of “%2”, which was moved here with all its files")
            .arg(stem, displayText(item.existingProject));
    const QString same =
        item.existingProject.isEmpty()
            ? IngestText::tr("the same as “%1”").arg(stem)
            : IngestText::tr("the same as “%1” in “%2”").arg(stem, displayText(item.existingProject));
    // What keeps it from being sure: its project is offline, or its source was left where it is.
    return item.reason ? IngestText::tr("%1; %2").arg(same, shortText(*item.reason)) : same;
}

QString remarkText(const IngestItem& item)
{
    if (!item.reason)
        return {};
    if (item.reason->code == ErrorCode::AlreadyExists)
        return IngestText::tr("its name was taken, stored as “%1”").arg(displayText(item.stem));
    return shortText(*item.reason);
}

void addCount(QStringList& parts, qint64 count, const QString& text)
{
    if (count > 0)
        parts += text;
}

qint64 number(const QJsonObject& summary, QLatin1StringView key)
{
    return summary[key].toInteger();
}

/// Of a job with several steps: that of the step that looked at most, for they look at the same photos.
qint64 mostProcessed(const QJsonObject& summary)
{
    const QJsonArray steps = summary[u"steps"].toArray();
    if (steps.isEmpty())
        return number(summary, QLatin1StringView("processed"));
    qint64 most = 0;
    for (const auto& step : steps)
        most = std::max(most, number(step.toObject()[u"result"].toObject(), QLatin1StringView("processed")));
    return most;
}

} // namespace

QString outcomeText(IngestOutcome outcome)
{
    switch (outcome) {
    case IngestOutcome::Imported:
        return IngestText::tr("taken in");
    case IngestOutcome::Duplicate:
        return IngestText::tr("duplicate");
    case IngestOutcome::Conflict:
        return IngestText::tr("name taken");
    case IngestOutcome::Skipped:
        return IngestText::tr("skipped");
    case IngestOutcome::Failed:
        return IngestText::tr("failed");
    }
    return {};
}

QString reasonText(const IngestItem& item)
{
    switch (item.outcome) {
    case IngestOutcome::Imported:
        return remarkText(item);
    case IngestOutcome::Duplicate:
        return duplicateText(item);
    case IngestOutcome::Conflict:
        return IngestText::tr("“%1” has other bytes under this name")
            .arg(displayText(item.existing.isEmpty() ? item.stem : item.existing));
    case IngestOutcome::Skipped:
    case IngestOutcome::Failed:
        return item.reason ? shortText(*item.reason) : QString();
    }
    return {};
}

QString ingestSummaryText(const QJsonObject& summary)
{
    const qint64 imported = number(summary, QLatin1StringView("imported"));
    const qint64 duplicates = number(summary, QLatin1StringView("duplicates"));
    const qint64 conflicts = number(summary, QLatin1StringView("conflicts"));
    const qint64 skipped = number(summary, QLatin1StringView("skipped"));
    const qint64 failed = number(summary, QLatin1StringView("failed"));
    QStringList parts = {IngestText::tr("%1 taken in").arg(countText(imported))};
    addCount(parts, duplicates, IngestText::tr("%1 stored already").arg(countText(duplicates)));
    const qint64 movedHere = number(summary, QLatin1StringView("moved_here"));
    addCount(parts, movedHere, IngestText::tr("%1 of them moved here").arg(countText(movedHere)));
    addCount(parts, conflicts, IngestText::tr("%1 left because of their name").arg(countText(conflicts)));
    addCount(parts, skipped, IngestText::tr("%1 skipped").arg(countText(skipped)));
    addCount(parts, failed, IngestText::tr("%1 failed").arg(countText(failed)));
    return parts.join(IngestText::tr(", "));
}

QString checkSummaryText(const QJsonObject& summary)
{
    const qint64 corrected = number(summary, QLatin1StringView("corrected"));
    const qint64 offline = number(summary, QLatin1StringView("offline"));
    const qint64 refused = number(summary, QLatin1StringView("refused"));
    const qint64 failed = number(summary, QLatin1StringView("failed"));
    const qint64 processed = mostProcessed(summary);
    const qint64 thumbnails = number(summary, QLatin1StringView("thumbnails"));
    const qint64 previews = number(summary, QLatin1StringView("previews"));
    QStringList parts = {IngestText::tr("%1 checked").arg(countText(processed))};
    addCount(parts, thumbnails,
             IngestText::tr("%Ln thumbnail(s) made", nullptr, static_cast<int>(thumbnails)));
    addCount(parts, previews, IngestText::tr("%Ln preview(s) made", nullptr, static_cast<int>(previews)));
    if (corrected > 0)
        parts += IngestText::tr("%1 corrected").arg(countText(corrected));
    else if (processed > 0 && thumbnails + previews == 0)
        parts += IngestText::tr("nothing to correct");
    addCount(parts, offline, IngestText::tr("%1 offline").arg(countText(offline)));
    addCount(parts, refused, IngestText::tr("%1 left as they were").arg(countText(refused)));
    addCount(parts, failed, IngestText::tr("%1 failed").arg(countText(failed)));
    return parts.join(IngestText::tr(", "));
}

} // namespace safelight
