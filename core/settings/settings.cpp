#include "settings/settings.h"

#include "base/pathtext.h"

#include <QJsonDocument>
#include <QStandardPaths>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace safelight {

namespace {

std::vector<SettingSpec> makeSpecs()
{
    return {
        {QStringLiteral("ingest.workers"), 0, 0, 64,
         QStringLiteral("Threads that read, digest and copy; 0: one for each core.")},
        {QStringLiteral("ingest.readers_removable"), 1, 0, 64,
         QStringLiteral(
             "Files that are read at the same time from one card or USB disk; 0: one for each core.")},
        {QStringLiteral("ingest.readers_disk"), 2, 0, 64,
         QStringLiteral("The same from a fixed disk with a head that moves.")},
        {QStringLiteral("ingest.readers_solid"), 0, 0, 64,
         QStringLiteral("The same from any other volume: a solid-state disk, a network share.")},
        {QStringLiteral("ingest.volume_wait_seconds"), 300, 0, 1'000'000,
         QStringLiteral("How long (s) to wait for a card or disk that was taken away, before the ingest is "
                        "interrupted.")},
        {QStringLiteral("ingest.decoders"), 0, 0, 64,
         QStringLiteral("Threads that make thumbnails and hashes; 0: one for each core.")},
        {QStringLiteral("ingest.buffer_mb"), 32, 1, 1024,
         QStringLiteral(
             "Files up to this size (MiB) are held in memory while they are taken in; larger ones stream.")},
        {QStringLiteral("ingest.commit_group"), 256, 1, 1000,
         QStringLiteral("Frames that are synced and committed together at most.")},
        {QStringLiteral("ingest.space_reserve_mb"), 64, 0, 1'000'000,
         QStringLiteral("Space (MiB) that must stay free at the destination.")},
        {QStringLiteral("media.decode_memory_mb"), 192, 16, 8192,
         QStringLiteral("Memory (MiB) that decoding one picture may take; larger pictures are kept without a "
                        "thumbnail.")},
        {QStringLiteral("media.decode_seconds"), 15, 1, 600,
         QStringLiteral("Time (s) that decoding one picture may take.")},
        {QStringLiteral("maintenance.manifest_check_chunk_size"), 2000, 1, 100'000,
         QStringLiteral("Photos in one page of the manifest check; 1,000 to 5,000 are sensible.")},
        {QStringLiteral("maintenance.yield_every_chunk"), true, 0, 1,
         QStringLiteral("Let other work go first after each page of a check.")},
        {QStringLiteral("maintenance.mass_change_percent"), 20, 0, 100,
         QStringLiteral("A check that would mark more than this share (%) as missing asks first.")},
        {QStringLiteral("maintenance.mass_change_min"), 50, 0, 1'000'000,
         QStringLiteral("Up to so many missing rows are never a mass change.")},
        {QStringLiteral("maintenance.interval_minutes"), 60, 0, 100'000,
         QStringLiteral(
             "Time (min) from one maintenance of all projects to the next; 0: only when asked for.")},
        {QStringLiteral("maintenance.only_when_idle"), true, 0, 1,
         QStringLiteral(
             "Start scheduled work only while nobody uses the computer and it has nothing else to do.")},
        {QStringLiteral("discovery.interval_minutes"), 5, 0, 100'000,
         QStringLiteral("Time (min) from one search for new folders to the next; 0: only when asked for.")},
        {QStringLiteral("trash.retention_hours"), 720, 0, 1'000'000,
         QStringLiteral("How long (h) the trash is kept, counted from when something was put there.")},
        {QStringLiteral("derivatives.preview_px"), 2560, 640, 10'000,
         QStringLiteral("Longer side (px) of the previews.")},
        {QStringLiteral("jobs.max_parallel"), 2, 1, 16,
         QStringLiteral("Jobs that run at the same time at most.")},
        {QStringLiteral("jobs.priority_threshold"), 90, 0, 1000,
         QStringLiteral("Jobs from this priority on have places of their own; what you ask for has 100.")},
        {QStringLiteral("jobs.priority_lane_slots"), 1, 0, 16,
         QStringLiteral("Places among jobs.max_parallel that jobs of priority have to themselves.")},
        {QStringLiteral("jobs.max_attempts"), 5, 1, 100,
         QStringLiteral("How often a job that fails, or ends the program, is tried before it is left.")},
        {QStringLiteral("jobs.keep_days"), 90, 1, 10'000,
         QStringLiteral("How long (days) jobs that have ended are listed.")},
        {QStringLiteral("monitor.settle_ms"), 2000, 10, 3'600'000,
         QStringLiteral(
             "How long (ms) a file in a watched folder must stay the same before it is taken in.")},
        {QStringLiteral("monitor.rescan_seconds"), 300, 1, 86'400,
         QStringLiteral("Time (s) from one look at everything in a watched folder to the next.")},
        {QStringLiteral("monitor.poll_seconds"), 5, 1, 3600,
         QStringLiteral("The same where the system does not tell of new files: network disks, for example.")},
        {QStringLiteral("catalog.busy_timeout_ms"), 15'000, 100, 600'000,
         QStringLiteral("How long (ms) to wait while another program writes to the catalogue.")},
    };
}

const SettingSpec* specOf(QStringView key)
{
    const auto& specs = settingSpecs();
    const auto found = std::ranges::find_if(specs, [&](const SettingSpec& spec) { return spec.key == key; });
    return found == specs.end() ? nullptr : &*found;
}

bool isAcceptable(const SettingSpec& spec, const QVariant& value)
{
    if (spec.byDefault.typeId() == QMetaType::Bool)
        return value.typeId() == QMetaType::Bool;
    bool isNumber = false;
    const double number = value.toDouble(&isNumber);
    return isNumber && value.typeId() != QMetaType::Bool && value.typeId() != QMetaType::QString &&
           number >= spec.minimum && number <= spec.maximum && number == static_cast<int>(number);
}

QJsonValue valueIn(const QJsonObject& document, QStringView key)
{
    const auto dot = key.indexOf(u'.');
    // Not []: on an object of one's own that makes a null of what is not there.
    return document[key.first(dot)].toObject().value(key.sliced(dot + 1));
}

} // namespace

const std::vector<SettingSpec>& settingSpecs()
{
    static const std::vector<SettingSpec> specs = makeSpecs();
    return specs;
}

Result<Settings> Settings::load(const std::filesystem::path& file, QStringList* complaints)
{
    Settings settings;
    std::error_code failure;
    if (!std::filesystem::exists(file, failure))
        return settings;
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return Error{ErrorCode::ReadFailed, pathToText(file), {}, nullptr};
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(bytes), &parseError);
    if (!document.isObject())
        return Error{ErrorCode::InvalidArgument, pathToText(file), parseError.errorString(), nullptr};
    settings.m_document = document.object();
    for (const SettingSpec& spec : settingSpecs()) {
        const QJsonValue value = valueIn(settings.m_document, spec.key);
        if (!value.isUndefined() && !isAcceptable(spec, value.toVariant()) && complaints)
            complaints->append(spec.key);
    }
    return settings;
}

QVariant Settings::value(QStringView key) const
{
    const SettingSpec* spec = specOf(key);
    Q_ASSERT_X(spec, "Settings", "a key that is not in the table");
    if (!spec)
        return {};
    const QJsonValue set = valueIn(m_document, key);
    return !set.isUndefined() && isAcceptable(*spec, set.toVariant()) ? set.toVariant() : spec->byDefault;
}

int Settings::number(QStringView key) const
{
    return value(key).toInt();
}

bool Settings::flag(QStringView key) const
{
    return value(key).toBool();
}

Status Settings::set(const QString& key, const QVariant& value)
{
    const SettingSpec* spec = specOf(key);
    if (!spec || !isAcceptable(*spec, value))
        return Error{ErrorCode::InvalidArgument, key, value.toString(), nullptr};
    const QString group = key.section(u'.', 0, 0);
    QJsonObject members = m_document[group].toObject();
    members[key.section(u'.', 1)] = QJsonValue::fromVariant(value);
    m_document[group] = members;
    return {};
}

std::filesystem::path userSettingsFile()
{
    return pathFromText(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)) /
           "safelight" / "config.json";
}

} // namespace safelight
