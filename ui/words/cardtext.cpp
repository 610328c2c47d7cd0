#include "ui/words/cardtext.h"

#include "base/pathtext.h"
#include "ui/words/progresstext.h"

#include <QCoreApplication>

#include <algorithm>

namespace safelight {

namespace {

struct CardText
{
    Q_DECLARE_TR_FUNCTIONS(CardText)
};

QString dayText(const QDateTime& time)
{
    return time.toString(QStringLiteral("yyyy-MM-dd"));
}

QString newText(const CardSurvey& survey)
{
    const QString first = dayText(survey.oldestNew);
    const QString last = dayText(survey.newestNew);
    const QString days = first == last ? first : CardText::tr("%1 to %2").arg(first, last);
    return CardText::tr("%Ln new photo(s), %1, of %2.", nullptr, static_cast<int>(survey.newFrames))
        .arg(sizeText(survey.newBytes), days);
}

/// Of a card on which nothing is new.
QString knownText(const CardSurvey& survey)
{
    if (survey.frames == 0)
        return survey.isSafeToFormat()
                   ? CardText::tr("No photos are left on it; all were taken in and proven.")
                   : CardText::tr("No photos are on it.");
    if (!survey.isSafeToFormat())
        return CardText::tr(
            "Nothing new: all photos on it seem to be here. Take it in once more to prove it.");
    const auto when =
        survey.receipt->finishedAt.isValid() ? survey.receipt->finishedAt : survey.receipt->startedAt;
    return CardText::tr("Fully taken in and proven on %1: safe to format.")
        .arg(when.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")));
}

} // namespace

QString cardTitle(const QString& name, const std::vector<CardLayout>& layouts)
{
    const bool hasPhotos = std::ranges::find(layouts, CardLayout::Dcf) != layouts.end();
    const QString shown = displayText(name);
    return hasPhotos ? CardText::tr("Camera card “%1”").arg(shown)
                     : CardText::tr("Video card “%1”").arg(shown);
}

QString cardSurveyText(const CardSurvey& survey)
{
    if (survey.newFrames == 0)
        return knownText(survey);
    const qint64 known = survey.frames - survey.newFrames;
    if (known == 0)
        return newText(survey);
    return CardText::tr("%1 %2").arg(
        newText(survey), CardText::tr("%Ln other(s) seem to be here.", nullptr, static_cast<int>(known)));
}

QString cardSurveyWord(const CardSurvey& survey)
{
    return survey.newFrames > 0 ? CardText::tr("%Ln new", nullptr, static_cast<int>(survey.newFrames))
                                : CardText::tr("nothing new");
}

} // namespace safelight
