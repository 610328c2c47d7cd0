#include "ui/words/plantext.h"

#include "base/pathtext.h"
#include "ui/words/ingesttext.h"
#include "ui/words/progresstext.h"

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>

#include <algorithm>
#include <chrono>
#include <limits>

namespace safelight {

namespace {

struct PlanText
{
    Q_DECLARE_TR_FUNCTIONS(PlanText)
};

/// "unknown word "fotograf"" -> "fotograf"
QString quotedIn(const QString& detail)
{
    static const QRegularExpression quoted(QStringLiteral("\"([^\"]*)\""));
    return quoted.match(detail).captured(1);
}

QString moreWarningsText(CardWarning::Kind kind, int count)
{
    using Kind = CardWarning::Kind;
    switch (kind) {
    case Kind::CounterGap:
        return PlanText::tr("… and %Ln more gap(s) in the camera's counter.", nullptr, count);
    case Kind::LoneRaw:
        return PlanText::tr("… and %Ln more RAW(s) without a JPEG.", nullptr, count);
    case Kind::LoneJpeg:
        return PlanText::tr("… and %Ln more JPEG(s) without a RAW.", nullptr, count);
    case Kind::LoneSidecar:
        return PlanText::tr("… and %Ln more sidecar(s) without a picture.", nullptr, count);
    case Kind::Empty:
        return PlanText::tr("… and %Ln more file(s) without a byte.", nullptr, count);
    case Kind::ZeroFilled:
        return PlanText::tr("… and %Ln more file(s) that begin with zeros.", nullptr, count);
    case Kind::Truncated:
        return PlanText::tr("… and %Ln more file(s) that end too early.", nullptr, count);
    }
    return {};
}

} // namespace

QString findingText(Finding finding)
{
    switch (finding) {
    case Finding::None:
        return PlanText::tr("Left alone");
    case Finding::New:
        return PlanText::tr("New");
    case Finding::Completes:
        return PlanText::tr("Completes");
    case Finding::Duplicate:
        return PlanText::tr("Duplicate");
    case Finding::KnownRejected:
        return PlanText::tr("Rejected before");
    case Finding::NameTaken:
        return PlanText::tr("Name taken");
    case Finding::MovedHere:
        return PlanText::tr("Moves here");
    case Finding::Unsupported:
        return PlanText::tr("Not a photo");
    case Finding::Unreadable:
        return PlanText::tr("Unreadable");
    }
    return {};
}

QString findingTitle(Finding finding)
{
    switch (finding) {
    case Finding::Duplicate:
        return PlanText::tr("Duplicates");
    case Finding::NameTaken:
        return PlanText::tr("Names taken");
    case Finding::Unsupported:
        return PlanText::tr("Not photos");
    default:
        return findingText(finding);
    }
}

QString planText(const IngestItem& item)
{
    const bool isTakenIn = item.outcome == IngestOutcome::Imported;
    if (item.finding == Finding::MovedHere)
        return PlanText::tr("comes from “%1”, with all its files").arg(displayText(item.existingProject));
    if (!isTakenIn || item.finding == Finding::NameTaken)
        return reasonText(item);
    const QString stem = displayText(item.stem);
    QString text = item.finding == Finding::Completes ? PlanText::tr("joins “%1”").arg(stem)
                                                      : PlanText::tr("stored as “%1”").arg(stem);
    if (const QString remark = item.reason ? reasonText(item) : QString(); !remark.isEmpty())
        text = PlanText::tr("%1; %2").arg(text, remark);
    return text;
}

QString cardWarningText(const CardWarning& warning)
{
    using Kind = CardWarning::Kind;
    const auto count = static_cast<int>(std::min<qint64>(warning.count, std::numeric_limits<int>::max()));
    const QString name = displayText(warning.subject);
    if (name.isEmpty()) // beyond those that are told one by one
        return moreWarningsText(warning.kind, count);
    switch (warning.kind) {
    case Kind::CounterGap:
        return PlanText::tr("Before “%1”, %2.")
            .arg(name, PlanText::tr("%Ln number(s) of the camera's counter are missing", nullptr, count));
    case Kind::LoneRaw:
        return PlanText::tr("“%1” has a RAW but no JPEG, unlike most others.").arg(name);
    case Kind::LoneJpeg:
        return PlanText::tr("“%1” has a JPEG but no RAW, unlike most others.").arg(name);
    case Kind::LoneSidecar:
        return PlanText::tr("“%1” is a sidecar without a picture.").arg(name);
    case Kind::Empty:
        return PlanText::tr("“%1” is empty: not a byte of it was written.").arg(name);
    case Kind::ZeroFilled:
        return PlanText::tr(
                   "“%1” begins with nothing but zeros: its picture may never have been written. Keep "
                   "the card.")
            .arg(name);
    case Kind::Truncated:
        return PlanText::tr("“%1” ends before its picture does. Keep the card.").arg(name);
    }
    return {};
}

QString planSummaryText(const QJsonObject& summary)
{
    const auto number = [&](const char* key) { return summary[QLatin1String(key)].toInteger(); };
    QStringList parts = {
        PlanText::tr("would take in %Ln file(s) (%1)", nullptr, static_cast<int>(number("imported")))
            .arg(sizeText(ByteCount{number("bytes")}))};
    const auto add = [&](const char* key, const QString& text) {
        if (const qint64 count = number(key); count > 0)
            parts += text.arg(countText(count));
    };
    add("duplicates", PlanText::tr("%1 stored already"));
    add("moved_here", PlanText::tr("%1 would move here"));
    add("conflicts", PlanText::tr("%1 would be left because of their name"));
    add("skipped", PlanText::tr("%1 skipped"));
    add("failed", PlanText::tr("%1 cannot be read"));
    const auto addFree = [&](const char* key, const QString& text) {
        if (summary.contains(QLatin1String(key)))
            parts += text.arg(sizeText(ByteCount{number(key)}));
    };
    addFree("free_bytes", PlanText::tr("%1 free there"));
    addFree("second_free_bytes", PlanText::tr("%1 free at the second copy"));
    if (const std::chrono::milliseconds time(number("estimated_ms")); time.count() > 0)
        parts += aboutText(time);
    QString plan = PlanText::tr("Plan: %1. Nothing was written.").arg(parts.join(PlanText::tr(", ")));
    if (summary[u"has_room"].toBool(true))
        return plan;
    return PlanText::tr("%1 There is too little space for it: make room, or choose another disk.").arg(plan);
}

QString tokenText(const QString& name)
{
    static const QHash<QString, QString> texts = {
        {QStringLiteral("date"), PlanText::tr("Date it was taken")},
        {QStringLiteral("time"), PlanText::tr("Time it was taken")},
        {QStringLiteral("year"), PlanText::tr("Year")},
        {QStringLiteral("month"), PlanText::tr("Month")},
        {QStringLiteral("day"), PlanText::tr("Day")},
        {QStringLiteral("camera"), PlanText::tr("Camera")},
        {QStringLiteral("lens"), PlanText::tr("Lens")},
        {QStringLiteral("serial"), PlanText::tr("Serial number of the camera")},
        {QStringLiteral("iso"), PlanText::tr("ISO")},
        {QStringLiteral("counter"), PlanText::tr("Number, counted up")},
        {QStringLiteral("original"), PlanText::tr("Name it had")},
        {QStringLiteral("folder"), PlanText::tr("Folder it lay in")},
        {QStringLiteral("project"), PlanText::tr("Project")},
        {QStringLiteral("creator"), PlanText::tr("Photographer")},
    };
    return texts.value(name, name);
}

QString templateErrorText(const Error& error)
{
    const QString place = error.detail.section(u':', 0, 0).section(u' ', -1);
    const QString what = error.detail.section(QStringLiteral(": "), 1);
    const QString word = quotedIn(what);
    QString text;
    if (what.startsWith(u"unknown word"))
        text = word.isEmpty() ? PlanText::tr("The braces need a word")
                              : PlanText::tr("There is no word “%1”").arg(word);
    else if (what.contains(u"does not go with"))
        text = PlanText::tr("“%1” does not fit this word").arg(word);
    else if (what.startsWith(u"the name is empty"))
        return PlanText::tr("A name is needed.");
    else if (what.startsWith(u"a control character"))
        text = PlanText::tr("A character that no name may have");
    else if (what.startsWith(u"\"/\""))
        text = PlanText::tr("“/” belongs into the template of the subfolder");
    else if (what.startsWith(u"\"}\""))
        text = PlanText::tr("“}” has no “{” before it");
    else
        text = PlanText::tr("“{” has no “}” behind it");
    return PlanText::tr("%1 (character %2).").arg(text, place);
}

} // namespace safelight
