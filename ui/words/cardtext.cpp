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
    const auto missing =
        std::ranges::count(survey.unproven, UnprovenFile::Why::CopyMissing, &UnprovenFile::why);
    if (missing > 0)
        return CardText::tr("Do not format: the copies of %Ln file(s) do not lie in the library as they were "
                            "stored. Take it in once more.",
                            nullptr, static_cast<int>(missing));
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

QString unprovenWhyText(UnprovenFile::Why why)
{
    switch (why) {
    case UnprovenFile::Why::New:
        return CardText::tr("new");
    case UnprovenFile::Why::NotProven:
        return CardText::tr("seems to be here; not proven");
    case UnprovenFile::Why::CopyMissing:
        return CardText::tr("its copy does not lie in the library as it was stored");
    case UnprovenFile::Why::UnknownKind:
        break;
    }
    return CardText::tr("of a kind that is not taken in");
}

QString cardSurveyWord(const CardSurvey& survey)
{
    return survey.newFrames > 0 ? CardText::tr("%Ln new", nullptr, static_cast<int>(survey.newFrames))
                                : CardText::tr("nothing new");
}

} // namespace safelight
