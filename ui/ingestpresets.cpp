#include "ui/ingestpresets.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSettings>

namespace safelight {

namespace {

constexpr QLatin1StringView kPresets("ingest/presets");
constexpr QLatin1StringView kLast("ingest/last");
constexpr QLatin1StringView kLastName("ingest/preset");

QJsonObject optionsOf(const IngestRequest& request)
{
    QJsonObject object = request.toJson();
    for (const QStringView key : {u"sources", u"base", u"excluded", u"project"})
        object.remove(key);
    return object;
}

IngestRequest requestFrom(QJsonObject object)
{
    // A request is not read without sources and a project, so it gets some for the while.
    object[QStringLiteral("sources")] = QJsonArray{QStringLiteral("/")};
    object[QStringLiteral("project")] = QStringLiteral("-");
    const auto read = IngestRequest::fromJson(object);
    IngestRequest request = read ? *read : IngestRequest();
    request.sources.clear();
    request.projectName.clear();
    return request;
}

QJsonObject objectIn(const QSettings& settings, QLatin1StringView key)
{
    return QJsonDocument::fromJson(settings.value(key).toString().toUtf8()).object();
}

void keep(QSettings& settings, QLatin1StringView key, const QJsonObject& object)
{
    settings.setValue(key, QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)));
}

} // namespace

QJsonObject IngestPresets::all() const
{
    return objectIn(m_settings, kPresets);
}

void IngestPresets::write(const QJsonObject& presets)
{
    keep(m_settings, kPresets, presets);
}

QStringList IngestPresets::names() const
{
    QStringList names = all().keys();
    names.sort(Qt::CaseInsensitive);
    return names;
}

IngestRequest IngestPresets::find(const QString& name) const
{
    return requestFrom(all()[name].toObject());
}

void IngestPresets::save(const QString& name, const IngestRequest& options)
{
    QJsonObject presets = all();
    presets[name] = optionsOf(options);
    write(presets);
}

void IngestPresets::remove(const QString& name)
{
    QJsonObject presets = all();
    presets.remove(name);
    write(presets);
}

IngestRequest IngestPresets::last() const
{
    return requestFrom(objectIn(m_settings, kLast));
}

void IngestPresets::setLast(const IngestRequest& options)
{
    keep(m_settings, kLast, optionsOf(options));
}

QString IngestPresets::lastName() const
{
    return m_settings.value(kLastName).toString();
}

void IngestPresets::setLastName(const QString& name)
{
    m_settings.setValue(kLastName, name);
}

bool haveSameOptions(const IngestRequest& one, const IngestRequest& other)
{
    return optionsOf(one) == optionsOf(other);
}

} // namespace safelight
