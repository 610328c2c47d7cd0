#include "ui/words/progresstext.h"

#include "base/pathtext.h"
#include "ui/words/tasktext.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace safelight {

namespace {

struct ProgressText
{
    Q_DECLARE_TR_FUNCTIONS(ProgressText)
};

} // namespace

QString stageText(TaskStage stage)
{
    switch (stage) {
    case TaskStage::Waiting:
        return ProgressText::tr("Waiting");
    case TaskStage::Scanning:
        return ProgressText::tr("Looking for pictures");
    case TaskStage::Listing:
        return ProgressText::tr("Listing the folder");
    case TaskStage::Comparing:
        return ProgressText::tr("Comparing with the disk");
    case TaskStage::Correcting:
        return ProgressText::tr("Correcting the catalogue");
    case TaskStage::TakingIn:
        return ProgressText::tr("Taking in");
    case TaskStage::Picturing:
        return ProgressText::tr("Making thumbnails");
    case TaskStage::Finishing:
        return ProgressText::tr("Finishing");
    case TaskStage::Removing:
        return ProgressText::tr("Removing");
    case TaskStage::AwaitingVolume:
        return ProgressText::tr("Waiting until it is connected again");
    }
    return {};
}

QString progressStageText(const TaskProgress& progress)
{
    QStringList parts;
    if (progress.task && progress.steps > 1)
        parts += ProgressText::tr("Step %1 of %2: %3")
                     .arg(progress.step)
                     .arg(progress.steps)
                     .arg(taskText(*progress.task));
    parts += stageText(progress.stage);
    if (!progress.subject.isEmpty())
        parts += displayText(progress.subject);
    return parts.join(QStringLiteral(" – "));
}

QString countText(qint64 count)
{
    return QLocale(QLocale::English).toString(count);
}

QString progressText(const TaskProgress& progress)
{
    if (!progress.total)
        return ProgressText::tr("%1 processed").arg(countText(progress.done));
    return ProgressText::tr("%1 of %2").arg(countText(progress.done), countText(*progress.total));
}

QString sizeText(ByteCount size)
{
    const int precision = size.value < 1'000'000 ? 0 : 1;
    return QLocale(QLocale::English).formattedDataSize(size.value, precision, QLocale::DataSizeSIFormat);
}

QString momentText(const QDateTime& at, const QDateTime& now)
{
    const QDateTime local = at.toLocalTime();
    const QString time = local.toString(QStringLiteral("HH:mm"));
    switch (now.toLocalTime().date().daysTo(local.date())) {
    case -1:
        return ProgressText::tr("yesterday %1").arg(time);
    case 0:
        return ProgressText::tr("today %1").arg(time);
    case 1:
        return ProgressText::tr("tomorrow %1").arg(time);
    default:
        return local.toString(QStringLiteral("yyyy-MM-dd HH:mm"));
    }
}

QString durationText(std::chrono::milliseconds duration)
{
    using namespace std::chrono;
    const auto total = duration_cast<seconds>(duration).count();
    if (total < 1)
        return ProgressText::tr("less than a second");
    constexpr qint64 kMinute = 60;
    constexpr qint64 kHour = 60 * kMinute;
    if (total < kMinute)
        return ProgressText::tr("%1 s").arg(total);
    if (total < kHour)
        return ProgressText::tr("%1 min %2 s").arg(total / kMinute).arg(total % kMinute);
    return ProgressText::tr("%1 h %2 min").arg(countText(total / kHour)).arg(total % kHour / kMinute);
}

QString aboutText(std::chrono::milliseconds duration)
{
    const QString text = durationText(duration);
    return duration < std::chrono::seconds(1) ? text : ProgressText::tr("about %1").arg(text);
}

} // namespace safelight
