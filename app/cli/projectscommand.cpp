#include "app/cli/commands.h"
#include "base/pathtext.h"
#include "catalog/catalogreader.h"
#include "tasks/projectactions.h"
#include "ui/words/progresstext.h"

#include <memory>

namespace safelight::cli {

namespace {

QJsonObject projectJson(const Project& project, const Library& library)
{
    return {{QStringLiteral("event"), QStringLiteral("project")},
            {QStringLiteral("id"), project.id.value},
            {QStringLiteral("uuid"), project.uuid.toString(QUuid::WithoutBraces)},
            {QStringLiteral("name"), project.name},
            {QStringLiteral("folder"), pathToText(library.folderOf(project))},
            {QStringLiteral("state"), projectStateName(project.state)},
            {QStringLiteral("photos"), project.photoCount}};
}

ExitCode listProjects(const Session& session)
{
    const QString command = QStringLiteral("projects");
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(command, environment.error());
    CatalogReader reader(environment->library.catalog());
    const Status opened = reader.open();
    const auto projects = opened ? reader.projects() : Result<QVector<Project>>(opened.error());
    if (!projects)
        return session.console().fail(command, projects.error());
    for (const Project& project : *projects) {
        session.console().emitJson(projectJson(project, environment->library));
        session.console().say(QStringLiteral("%1  %2 photos  %3  %4")
                                  .arg(project.name, countText(project.photoCount),
                                       projectStateName(project.state),
                                       displayText(environment->library.folderOf(project))));
    }
    session.console().summarise(
        command, {{QStringLiteral("projects"), static_cast<qint64>(projects->size())}}, QString());
    return kDone;
}

ExitCode add(const Session& session, const std::string& name, const std::string& folder)
{
    const QString command = QStringLiteral("projects");
    const auto environment = session.environment(Session::Missing::IsMade);
    if (!environment)
        return session.console().fail(command, environment.error());
    const auto project =
        addProject(*environment, textFromBytes(name),
                   folder.empty() ? std::nullopt : std::optional<std::filesystem::path>(folder));
    if (!project)
        return session.console().fail(command, project.error());
    session.console().emitJson(projectJson(*project, environment->library));
    session.console().summarise(
        command, {{QStringLiteral("projects"), 1}},
        QStringLiteral("Made project \"%1\" in %2")
            .arg(project->name, displayText(environment->library.folderOf(*project))));
    return kDone;
}

ExitCode rename(const Session& session, const std::string& oldName, const std::string& newName)
{
    const QString command = QStringLiteral("projects");
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(command, environment.error());
    if (const Status renamed = renameProject(*environment, textFromBytes(oldName), textFromBytes(newName));
        !renamed)
        return session.console().fail(command, renamed.error());
    session.console().summarise(
        command, {{QStringLiteral("projects"), 1}},
        QStringLiteral("\"%1\" is \"%2\" now").arg(textFromBytes(oldName), textFromBytes(newName)));
    return kDone;
}

ExitCode remove(const Session& session, const std::string& name)
{
    const QString command = QStringLiteral("projects");
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(command, environment.error());
    const auto removed = removeProject(*environment, textFromBytes(name));
    if (!removed)
        return session.console().fail(command, removed.error());
    const bool isInTrash = *removed == RemovedFolder::InTrash;
    session.console().summarise(
        command, {{QStringLiteral("projects"), 1}, {QStringLiteral("in_trash"), isInTrash}},
        isInTrash ? QStringLiteral("The project's folder lies in the library's trash now.")
                  : QStringLiteral("The catalogue has forgotten the project; its folder was left alone."));
    return kDone;
}

} // namespace

void addProjectsCommand(CLI::App& app, Command& chosen)
{
    CLI::App* projects = app.add_subcommand("projects", "List, add, rename and remove projects");
    projects->require_subcommand(1);
    projects->add_subcommand("list", "All projects, with their state and number of photos")
        ->callback([&chosen] { chosen = listProjects; });

    // CLI11 writes into what it is given; the callbacks keep it until the command runs.
    struct Words
    {
        std::string name;
        std::string newName;
        std::string folder;
    };
    const auto words = std::make_shared<Words>();
    CLI::App* adding = projects->add_subcommand("add", "Make a project");
    adding->add_option("NAME", words->name, "Its name")->required();
    adding->add_option("--folder", words->folder,
                       "A folder to adopt as it lies (default: one named after the project, in the library)");
    adding->callback([&chosen, words] {
        chosen = [words](const Session& session) { return add(session, words->name, words->folder); };
    });

    CLI::App* renaming = projects->add_subcommand("rename", "Rename a project; its folder keeps its name");
    renaming->add_option("OLD", words->name, "The name that it has")->required();
    renaming->add_option("NEW", words->newName, "The name that it gets")->required();
    renaming->callback([&chosen, words] {
        chosen = [words](const Session& session) { return rename(session, words->name, words->newName); };
    });

    CLI::App* removing = projects->add_subcommand("remove", "Move a project to the library's trash");
    removing->add_option("NAME", words->name, "Its name")->required();
    removing->callback([&chosen, words] {
        chosen = [words](const Session& session) { return remove(session, words->name); };
    });
}

} // namespace safelight::cli
