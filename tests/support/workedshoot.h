#pragma once

#include "support/pictures.h"
#include "support/steprunner.h"
#include "tasks/projectactions.h"

#include <algorithm>
#include <utility>

namespace safelight::test {

/// A library with a project Shoot, whose folder a person works in behind the catalogue's back.
class WorkedShoot : public LibraryFixture
{
public:
    explicit WorkedShoot(std::initializer_list<std::pair<const char*, int>> jpegs = {})
    {
        if (!addProject(environment(), projectName()))
            qFatal("no project");
        for (const auto& [name, seed] : jpegs)
            put(name, jpegBytes(seed));
        if (jpegs.size() > 0)
            (void)runStep(*this, MaintenanceTask::FolderCheck);
    }

    void put(const std::string& name, const QByteArray& bytes) const
    {
        if (!writeFile(project() / name, bytes))
            qFatal("cannot write %s", name.c_str());
    }
    void move(const std::string& from, const std::string& to) const
    {
        std::filesystem::create_directories((project() / to).parent_path());
        std::filesystem::rename(project() / from, project() / to);
    }
    StepReport run() const { return runStep(*this, MaintenanceTask::FolderCheck); }
    /// `id stem jro: files`, by stem; a missing file has a `?`.
    QStringList photos() const
    {
        QStringList all;
        for (const QString& photo : rows("SELECT id, stem, jpg_available, raw_available, other_available "
                                         "FROM photos")) {
            const QStringList part = photo.split(u'|');
            QString text = part[0] + u' ' + part[1] + u' ' + part[2] + part[3] + part[4] + u':';
            const QString sql = QStringLiteral("SELECT name, present FROM files WHERE photo_id = %1 ORDER BY "
                                               "kind, id");
            for (const QString& file : rows(sql.arg(part[0]).toUtf8().constData()))
                text += u' ' + file.section(u'|', 0, 0) +
                        (file.endsWith(u"|1") ? QString() : QStringLiteral("?"));
            all += text;
        }
        std::ranges::sort(all, {}, [](const QString& text) { return text.section(u' ', 1); });
        return all;
    }
};

} // namespace safelight::test
