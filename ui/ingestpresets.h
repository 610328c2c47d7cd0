#pragma once

#include "ingest/ingestrequest.h"

#include <QStringList>

class QSettings;

namespace safelight {

/// The options of ingests as a person left them, and those that were given a name. Of a request it keeps how
/// pictures are taken in, not which, and not into which project.
class IngestPresets
{
public:
    explicit IngestPresets(QSettings& settings) : m_settings(settings) {}

    /// By name, in the order of the alphabet.
    QStringList names() const;
    /// The defaults where there is none of that name.
    IngestRequest find(const QString& name) const;
    /// Replaces one of that name.
    void save(const QString& name, const IngestRequest& options);
    void remove(const QString& name);

    /// How pictures were taken in last.
    IngestRequest last() const;
    void setLast(const IngestRequest& options);
    /// The preset that was chosen last; empty: none.
    QString lastName() const;
    void setLastName(const QString& name);

private:
    QJsonObject all() const;
    void write(const QJsonObject& presets);

    QSettings& m_settings;
};

/// The same ways of taking in: whether two requests differ in nothing that a preset keeps.
bool haveSameOptions(const IngestRequest& one, const IngestRequest& other);

} // namespace safelight
