#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <QString>
#include <QVariant>

#include <filesystem>
#include <vector>

namespace safelight {

/// One row of the table of settings: everything that can be set, with what it may be and what it does.
struct SettingSpec
{
    QString key;        ///< `group.name`
    QVariant byDefault; ///< int, bool or QString; its type is the setting's
    int minimum = 0;    ///< of a number
    int maximum = 0;
    QString help; ///< one English sentence; the window translates it
};

/// The table. `resources/config.default.json` documents the same keys and values.
const std::vector<SettingSpec>& settingSpecs();

/// Settings as a value: take a copy, and it stays as it is while others change theirs. No global, injected
/// where needed.
class Settings
{
public:
    /// All defaults.
    Settings() = default;

    /// Reads a JSON file of groups ({"ingest": {"workers": 2}}). A file that is not there gives the defaults.
    /// Values that are of the wrong type or out of range are listed in `complaints`, and the default holds.
    /// Errors: InvalidArgument (not JSON), ReadFailed.
    static Result<Settings> load(const std::filesystem::path& file, QStringList* complaints = nullptr);

    int number(QStringView key) const;
    bool flag(QStringView key) const;

    /// Errors: InvalidArgument (no such key, wrong type or out of range).
    Status set(const QString& key, const QVariant& value);

    /// The document to write: what was read, unknown keys and all, with what was set since.
    QJsonObject toJson() const { return m_document; }

private:
    QVariant value(QStringView key) const;

    QJsonObject m_document;
};

/// `$XDG_CONFIG_HOME/safelight/config.json`.
std::filesystem::path userSettingsFile();

} // namespace safelight
