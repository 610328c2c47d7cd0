#include "domain/cataloglocation.h"

#include "base/pathtext.h"

namespace safelight {

Result<CatalogLocation> CatalogLocation::fromArgument(std::string_view argument)
{
    constexpr std::string_view kSqlite = "sqlite:";
    const QString text = textFromBytes(argument);
    if (argument.starts_with(kSqlite))
        argument.remove_prefix(kSqlite.size());
    else if (argument.find("://") != std::string_view::npos)
        return Error{ErrorCode::InvalidArgument, text,
                     QStringLiteral("this version opens SQLite catalogues only"), nullptr};
    if (argument.empty())
        return Error{ErrorCode::InvalidArgument, text, QStringLiteral("no path"), nullptr};
    const std::filesystem::path file(argument);
    if (pathToText(file).toUtf8().toStdString() != file.native())
        return Error{ErrorCode::InvalidArgument, text, QStringLiteral("a catalogue's path must be UTF-8"),
                     nullptr};
    return CatalogLocation{file};
}

} // namespace safelight
