#include "ui/words/plantext.h"

#include "base/pathtext.h"
#include "ui/words/ingesttext.h"

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>

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
