#include "app/cli/commands.h"

namespace safelight::cli {

Result<TaskEnvironment> Session::environment(Missing missing) const
{
    QStringList complaints;
    SAFELIGHT_ASSIGN(Settings settings, Settings::load(userSettingsFile(), &complaints));
    SAFELIGHT_ASSIGN(Library library,
                     missing == Missing::IsMade
                         ? Library::openOrCreate(FileSystem::posix(), m_options.library, m_options.catalog)
                         : Library::open(m_options.library, m_options.catalog));
    TaskEnvironment environment{std::move(library), std::move(settings), EventLog()};
    environment.log.addFile(environment.library.logFile());
    for (const QString& key : complaints)
        environment.log.warning(u"setting_ignored", {{QStringLiteral("key"), key}});
    return environment;
}

} // namespace safelight::cli
