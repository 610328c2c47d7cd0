#include "ui/droppaths.h"

#include <QByteArray>
#include <QMimeData>
#include <QSysInfo>

#include <optional>

namespace safelight {

namespace {

constexpr QByteArrayView kScheme = "file:";

/// `file:///a%20b`, `file:/a` and `file://host/a` (RFC 8089) of this host.
std::optional<std::filesystem::path> pathOfUri(QByteArrayView uri)
{
    if (uri.size() < kScheme.size() || uri.first(kScheme.size()).compare(kScheme, Qt::CaseInsensitive) != 0)
        return std::nullopt;
    QByteArrayView rest = uri.sliced(kScheme.size());
    if (rest.startsWith("//")) {
        const qsizetype slash = rest.indexOf('/', 2);
        if (slash < 0)
            return std::nullopt;
        const QByteArrayView host = rest.first(slash).sliced(2);
        const bool isHere =
            host.isEmpty() || host == "localhost" || host == QSysInfo::machineHostName().toUtf8();
        if (!isHere)
            return std::nullopt;
        rest = rest.sliced(slash);
    }
    const QByteArray bytes = QByteArray::fromPercentEncoding(rest.toByteArray());
    if (!bytes.startsWith('/') || bytes.contains('\0'))
        return std::nullopt;
    std::filesystem::path path(bytes.toStdString());
    if (!path.has_filename() && path.has_relative_path())
        path = path.parent_path(); // a folder's slash at the end says nothing
    return path;
}

} // namespace

std::vector<std::filesystem::path> pathsFromMimeData(const QMimeData& mime)
{
    std::vector<std::filesystem::path> paths;
    const QByteArray list = mime.data(QStringLiteral("text/uri-list"));
    for (const QByteArray& line : list.split('\n')) {
        const QByteArray uri = line.trimmed();
        if (uri.isEmpty() || uri.startsWith('#'))
            continue;
        if (auto path = pathOfUri(uri))
            paths.push_back(*std::move(path));
    }
    return paths;
}

} // namespace safelight
