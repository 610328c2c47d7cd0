#include "app/cli/commands.h"
#include "base/pathtext.h"
#include "maintenance/maintenancetasks.h"
#include "tasks/jobrun.h"
#include "tasks/trash.h"

#include <memory>

namespace safelight::cli {

namespace {

const QString kTrashCommand = QStringLiteral("trash");

QJsonObject entryJson(const TrashEntry& entry)
{
    return {{QStringLiteral("event"), QStringLiteral("trash")},
            {QStringLiteral("id"), entry.id.value},
            {QStringLiteral("uuid"), entry.uuid.toString(QUuid::WithoutBraces)},
            {QStringLiteral("kind"), entry.isFile() ? QStringLiteral("file") : QStringLiteral("project")},
            {QStringLiteral("origin"), entry.origin},
            {QStringLiteral("stored_as"), entry.storedAs},
            {QStringLiteral("reason"), entry.reason},
            {QStringLiteral("state"), trashStateName(entry.state)},
            {QStringLiteral("deleted_at"), entry.deletedAt.toString(Qt::ISODateWithMs)}};
}

ExitCode listTrash(const Session& session)
{
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(kTrashCommand, environment.error());
    const auto entries = listTrash(*environment);
    if (!entries)
        return session.console().fail(kTrashCommand, entries.error());
    for (const TrashEntry& entry : *entries) {
        session.console().emitJson(entryJson(entry));
        session.console().say(QStringLiteral("%1  %2  %3  %4")
                                  .arg(entry.id.value)
                                  .arg(entry.deletedAt.toLocalTime().toString(Qt::ISODate),
                                       trashStateName(entry.state), displayText(entry.origin)));
    }
    session.console().summarise(
        kTrashCommand, {{QStringLiteral("entries"), static_cast<qint64>(entries->size())}}, QString());
    return kDone;
}

ExitCode restore(const Session& session, qint64 id)
{
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(kTrashCommand, environment.error());
    if (const Status restored = restoreFromTrash(*environment, {id}); !restored)
        return session.console().fail(kTrashCommand, restored.error());
    session.console().summarise(kTrashCommand, {{QStringLiteral("restored"), 1}},
                                QStringLiteral("It lies in its place again."));
    return kDone;
}

ExitCode purge(const Session& session, std::optional<int> hours, bool isPlan)
{
    auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(kTrashCommand, environment.error());
    if (hours) {
        if (const Status set = environment->settings.set(QStringLiteral("trash.retention_hours"), *hours);
            !set)
            return session.console().fail(kTrashCommand, set.error());
    }
    JobRequest request;
    request.steps = {MaintenanceTask::Trash};
    const auto run = isPlan ? &runPlan : &runRequest;
    return finishJob(session, kTrashCommand,
                     run(*environment, maintenanceTasks(), request, session.console(), session.cancel()));
}

} // namespace

void addTrashCommand(CLI::App& app, Command& chosen)
{
    constexpr int kMostHours = 1'000'000;
    // CLI11 writes into what it is given; the callbacks keep it until the command runs.
    struct Words
    {
        qint64 id = 0;
        std::optional<int> hours;
        bool isPlan = false;
    };
    const auto words = std::make_shared<Words>();
    CLI::App* trash = app.add_subcommand("trash", "What was removed: list it, have it back, or let it go");
    trash->require_subcommand(1);
    trash->add_subcommand("list", "What lies in the trash, oldest first")->callback([&chosen] {
        chosen = listTrash;
    });

    CLI::App* restoring = trash->add_subcommand("restore", "Move an entry back to where it lay");
    restoring->add_option("ID", words->id, "Its number in the list")->required();
    restoring->callback([&chosen, words] {
        chosen = [words](const Session& session) { return restore(session, words->id); };
    });

    CLI::App* purging = trash->add_subcommand("purge", "Remove for good what has been there for long");
    purging
        ->add_option("--older-than-hours", words->hours,
                     "For how long at least (as set: 720), counted from when it was put there")
        ->check(CLI::Range(0, kMostHours));
    purging->add_flag("--plan", words->isPlan, "Say what would be removed, but remove nothing");
    purging->callback([&chosen, words] {
        chosen = [words](const Session& session) { return purge(session, words->hours, words->isPlan); };
    });
}

} // namespace safelight::cli
