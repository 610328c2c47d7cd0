#include "support/survival.h"

#include "base/pathtext.h"
#include "storage/digester.h"
#include "support/pictures.h"

namespace safelight::test {

namespace fs = std::filesystem;

void fillCard(const fs::path& card, int frames)
{
    const auto write = [](const fs::path& file, const QByteArray& bytes) {
        if (!writeFile(file, bytes))
            qFatal("cannot write %s", file.c_str());
    };
    for (int i = 0; i < frames; ++i) {
        const auto stem =
            (card / ("d" + std::to_string(i % 3)) / ("IMG_" + std::to_string(1000 + i))).native();
        write(stem + ".JPG", jpegBytes(i));
        if (i % 5 == 0)
            write(stem + ".dng", dngBytes(i));
        if (i % 7 == 0)
            write(stem + ".xmp", "<x>" + QByteArray::number(i) + "</x>");
    }
}

QProcessEnvironment withSettings(const fs::path& folder, const QByteArray& json)
{
    if (!writeFile(folder / "safelight" / "config.json", json))
        qFatal("cannot write settings to %s", folder.c_str());
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), pathToText(folder));
    return environment;
}

void killAfter(QProcess& program, qint64 bytes)
{
    qint64 said = 0;
    while (said < bytes && program.waitForReadyRead(60'000))
        said += program.readAllStandardOutput().size();
    program.kill(); // SIGKILL
    program.waitForFinished();
}

void killWithin(QProcess& program, int ms)
{
    program.waitForFinished(ms);
    program.kill(); // SIGKILL
    program.waitForFinished();
}

QStringList digests(const fs::path& folder)
{
    QStringList all;
    if (!fs::exists(folder))
        return all;
    for (const std::string& name : listTree(folder)) {
        const bool isOwn = name.ends_with('/') || name.ends_with(".part") || name.ends_with(".project.yaml");
        if (!isOwn)
            all += Digester::of(readFile(folder / name)).md5Hex();
    }
    all.sort();
    return all;
}

QStringList temporaryFiles(const fs::path& folder)
{
    QStringList found;
    if (!fs::exists(folder))
        return found;
    for (const std::string& name : listTree(folder)) {
        if (name.ends_with(".part"))
            found += displayText(fs::path(name));
    }
    return found;
}

QStringList rowsWithoutTheirFile(const LibraryFixture& safe)
{
    QStringList lies;
    for (const QString& row : safe.rows("SELECT md5, p.folder || '/' || f.name FROM files f "
                                        "JOIN projects p ON p.id = f.project_id WHERE present = 1")) {
        const auto file = safe.root() / pathFromText(row.section(u'|', 1));
        if (Digester::of(readFile(file)).md5Hex() != row.section(u'|', 0, 0))
            lies += row;
    }
    return lies;
}

} // namespace safelight::test
