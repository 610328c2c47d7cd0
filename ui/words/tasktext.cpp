#include "ui/words/tasktext.h"

#include "base/pathtext.h"
#include "ui/words/errortext.h"
#include "ui/words/ingesttext.h"
#include "ui/words/progresstext.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <limits>

namespace safelight {

namespace {

struct TaskText
{
    Q_DECLARE_TR_FUNCTIONS(TaskText)
};

QString kindsText(const Availability& available)
{
    QStringList kinds;
    if (available.jpg)
        kinds += TaskText::tr("JPEG");
    if (available.raw)
        kinds += TaskText::tr("RAW");
    if (available.other)
        kinds += TaskText::tr("other");
    return kinds.isEmpty() ? TaskText::tr("nothing") : kinds.join(QStringLiteral(" + "));
}

QString availabilityText(const Correction& correction)
{
    if (!correction.after.any() && correction.before.any())
        return TaskText::tr("gone");
    if (correction.after.lostSince(correction.before))
        return TaskText::tr("partly gone");
    if (correction.before.lostSince(correction.after))
        return TaskText::tr("found");
    return TaskText::tr("files changed");
}

} // namespace

QString taskText(MaintenanceTask task)
{
    switch (task) {
    case MaintenanceTask::Trash:
        return TaskText::tr("Empty the trash");
    case MaintenanceTask::OrphanedProjects:
        return TaskText::tr("Projects without a folder");
    case MaintenanceTask::DuplicateNames:
        return TaskText::tr("Names used twice");
    case MaintenanceTask::FolderAlignment:
        return TaskText::tr("Folder names");
    case MaintenanceTask::ManifestCheck:
        return TaskText::tr("Manifest check");
    case MaintenanceTask::FolderCheck:
        return TaskText::tr("Folder check");
    case MaintenanceTask::CacheValidation:
        return TaskText::tr("Thumbnails and previews");
    case MaintenanceTask::Cleaning:
        return TaskText::tr("Cleaning");
    case MaintenanceTask::FolderDiscovery:
        return TaskText::tr("New folders");
    case MaintenanceTask::Derivatives:
        return TaskText::tr("Make previews");
    case MaintenanceTask::Decisions:
        return TaskText::tr("Decisions");
    }
    return {};
}

QString taskHelp(MaintenanceTask task)
{
    switch (task) {
    case MaintenanceTask::Trash:
        return TaskText::tr("Removes for good what has been in the trash for longer than it is kept.");
    case MaintenanceTask::OrphanedProjects:
        return TaskText::tr(
            "Shows projects whose folder is gone although its disk is there. Keeps their photos listed.");
    case MaintenanceTask::DuplicateNames:
        return TaskText::tr("Finds photos whose names differ in capitals only, and renames the later one.");
    case MaintenanceTask::FolderAlignment:
        return TaskText::tr("Gives each folder in the library the name of its project.");
    case MaintenanceTask::ManifestCheck:
        return TaskText::tr("Looks whether every file of the catalogue is still on disk.");
    case MaintenanceTask::FolderCheck:
        return TaskText::tr(
            "Looks for files on disk that the catalogue does not know, and lists them as photos.");
    case MaintenanceTask::CacheValidation:
        return TaskText::tr(
            "Makes missing thumbnails and previews again, and removes those that nobody needs.");
    case MaintenanceTask::Cleaning:
        return TaskText::tr("Removes photos from the catalogue of which no file is left anywhere.");
    case MaintenanceTask::FolderDiscovery:
        return TaskText::tr("Makes projects of new folders in the library, and finds renamed ones again.");
    case MaintenanceTask::Derivatives:
        return TaskText::tr("Makes thumbnails and large previews of photos that have none yet.");
    case MaintenanceTask::Decisions:
        return TaskText::tr("Moves what you decided not to keep to the trash.");
    }
    return {};
}

QString jobTypeText(JobType type)
{
    switch (type) {
    case JobType::Ingest:
        return TaskText::tr("Taking in");
    case JobType::ManifestCheck:
        return TaskText::tr("Manifest check");
    case JobType::Maintenance:
        return TaskText::tr("Maintenance");
    case JobType::AfterIngest:
        return TaskText::tr("After taking in");
    case JobType::Discovery:
        return TaskText::tr("Search for new folders");
    }
    return {};
}

QString jobStateText(JobState state)
{
    switch (state) {
    case JobState::Queued:
        return TaskText::tr("Waiting");
    case JobState::Running:
        return TaskText::tr("Running");
    case JobState::Paused:
        return TaskText::tr("Paused");
    case JobState::Done:
        return TaskText::tr("Done");
    case JobState::DoneWithFailures:
        return TaskText::tr("Done, with failures");
    case JobState::Failed:
        return TaskText::tr("Failed");
    case JobState::Cancelled:
        return TaskText::tr("Stopped");
    case JobState::Interrupted:
        return TaskText::tr("Interrupted");
    case JobState::Refused:
        return TaskText::tr("Asks first");
    }
    return {};
}

QString correctionKindText(const Correction& correction)
{
    switch (correction.kind) {
    case CorrectionKind::Availability:
        return availabilityText(correction);
    case CorrectionKind::PhotoAdded:
        return TaskText::tr("added");
    case CorrectionKind::PhotoMoved:
        return TaskText::tr("moved");
    case CorrectionKind::PhotoRenamed:
        return TaskText::tr("renamed");
    case CorrectionKind::PhotoRemoved:
        return TaskText::tr("removed from the catalogue");
    case CorrectionKind::FolderRenamed:
        return TaskText::tr("folder renamed");
    case CorrectionKind::ProjectGone:
        return TaskText::tr("folder gone");
    case CorrectionKind::ProjectFound:
        return TaskText::tr("project found");
    case CorrectionKind::ProjectMoved:
        return TaskText::tr("folder found again");
    case CorrectionKind::TrashPurged:
        return TaskText::tr("removed from the trash");
    case CorrectionKind::FileRejected:
        return TaskText::tr("rejected, in the trash");
    }
    return {};
}

QString correctionKindTitle(CorrectionKind kind)
{
    switch (kind) {
    case CorrectionKind::Availability:
        return TaskText::tr("Files gone or found");
    case CorrectionKind::PhotoAdded:
        return TaskText::tr("Photos added");
    case CorrectionKind::PhotoMoved:
        return TaskText::tr("Photos moved");
    case CorrectionKind::PhotoRenamed:
        return TaskText::tr("Photos renamed");
    case CorrectionKind::PhotoRemoved:
        return TaskText::tr("Photos removed");
    case CorrectionKind::FolderRenamed:
        return TaskText::tr("Folders renamed");
    case CorrectionKind::ProjectGone:
        return TaskText::tr("Projects gone");
    case CorrectionKind::ProjectFound:
        return TaskText::tr("Projects found");
    case CorrectionKind::ProjectMoved:
        return TaskText::tr("Projects moved");
    case CorrectionKind::TrashPurged:
        return TaskText::tr("Trash emptied");
    case CorrectionKind::FileRejected:
        return TaskText::tr("Files rejected");
    }
    return {};
}

QString beforeText(const Correction& correction)
{
    return correction.kind == CorrectionKind::Availability ? kindsText(correction.before)
                                                           : displayText(correction.beforeText);
}

QString afterText(const Correction& correction)
{
    return correction.kind == CorrectionKind::Availability ? kindsText(correction.after)
                                                           : displayText(correction.afterText);
}

QString proposedText(CorrectionKind kind, qint64 count)
{
    const int n = static_cast<int>(std::min<qint64>(count, std::numeric_limits<int>::max()));
    switch (kind) {
    case CorrectionKind::Availability:
        return TaskText::tr("%Ln photo(s) would be marked as changed or missing", nullptr, n);
    case CorrectionKind::PhotoAdded:
        return TaskText::tr("%Ln photo(s) would be added", nullptr, n);
    case CorrectionKind::PhotoMoved:
        return TaskText::tr("%Ln photo(s) would be found at another place", nullptr, n);
    case CorrectionKind::PhotoRenamed:
        return TaskText::tr("%Ln photo(s) would be renamed", nullptr, n);
    case CorrectionKind::PhotoRemoved:
        return TaskText::tr("%Ln photo(s) would be removed from the catalogue", nullptr, n);
    case CorrectionKind::FolderRenamed:
        return TaskText::tr("%Ln folder(s) would be renamed", nullptr, n);
    case CorrectionKind::ProjectGone:
        return TaskText::tr("%Ln project(s) would be marked as gone", nullptr, n);
    case CorrectionKind::ProjectFound:
        return TaskText::tr("%Ln folder(s) would become a project", nullptr, n);
    case CorrectionKind::ProjectMoved:
        return TaskText::tr("%Ln project(s) would be found at another place", nullptr, n);
    case CorrectionKind::TrashPurged:
        return TaskText::tr("%Ln thing(s) would be removed from the trash for good", nullptr, n);
    case CorrectionKind::FileRejected:
        return TaskText::tr("Files of %Ln photo(s) would move to the trash", nullptr, n);
    }
    return {};
}

Correction proposedCorrection(const JobItem& item)
{
    Correction correction;
    correction.kind = correctionKindFromName(item.action).value_or(CorrectionKind::Availability);
    correction.job = item.job;
    correction.project = item.project.value_or(ProjectId{});
    correction.photo = item.photo;
    correction.stem = item.subject;
    correction.before = Availability::fromBits(item.payload[u"before"].toInt());
    correction.after = Availability::fromBits(item.payload[u"after"].toInt());
    correction.beforeText = item.payload[u"before_text"].toString();
    correction.afterText = item.payload[u"after_text"].toString();
    return correction;
}

QString itemReasonText(const JobItem& item)
{
    const qsizetype colon = item.message.indexOf(u':');
    const QStringView name = QStringView(item.message).first(colon < 0 ? item.message.size() : colon);
    const auto code = errorCodeFromName(name);
    // Written by a newer version, perhaps: its own words are better than none.
    return code ? shortText({*code, item.subject, {}, nullptr}) : item.message;
}

QString recordedErrorText(const QString& described)
{
    // What led to it stays in the log.
    static const QRegularExpression form(
        QStringLiteral("^([a-z_]+)(?: \\[(.*?)\\])?(?:: (.*?))?(?: <- .*)?$"),
        QRegularExpression::DotMatchesEverythingOption);
    const QRegularExpressionMatch match = form.match(described);
    const auto code = errorCodeFromName(match.captured(1));
    return code ? fullText({*code, match.captured(2), match.captured(3), nullptr}) : displayText(described);
}

QString undoSummaryText(const QJsonObject& summary)
{
    QStringList parts = {TaskText::tr("%1 undone").arg(countText(summary[u"undone"].toInteger()))};
    if (const qint64 skipped = summary[u"skipped"].toInteger(); skipped > 0)
        parts += TaskText::tr("%1 left as they are, for they changed since or cannot be undone")
                     .arg(countText(skipped));
    return parts.join(TaskText::tr(", "));
}

QString maintenanceSummaryText(const QJsonObject& summary)
{
    QStringList parts = {checkSummaryText(summary)};
    if (const qint64 left = summary[u"left_alone"].toInteger(); left > 0)
        parts += TaskText::tr("%1 left alone").arg(countText(left));
    return parts.join(TaskText::tr(", "));
}

} // namespace safelight
