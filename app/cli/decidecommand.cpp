#include "app/cli/commands.h"
#include "base/pathtext.h"
#include "catalog/decisionrepository.h"
#include "catalog/photorepository.h"
#include "catalog/projectrepository.h"
#include "ui/words/progresstext.h"

#include <memory>

namespace safelight::cli {

namespace {

const QString kDecideCommand = QStringLiteral("decide");

struct DecideWords
{
    std::string project;
    std::string decision;
    std::vector<std::string> stems;
};

Result<std::vector<PhotoId>> photosOf(Connection& connection, const Project& project,
                                      const std::vector<std::string>& stems)
{
    std::vector<PhotoId> photos;
    for (const std::string& stem : stems) {
        SAFELIGHT_ASSIGN(const auto photo,
                         PhotoRepository(connection).findByStem(project.id, textFromBytes(stem)));
        if (!photo)
            return Error{ErrorCode::NotFound, textFromBytes(stem), {}, nullptr};
        photos.push_back(photo->id);
    }
    return photos;
}

Result<Project> projectNamed(Connection& connection, const std::string& name)
{
    SAFELIGHT_ASSIGN(const auto project, ProjectRepository(connection).findByName(textFromBytes(name)));
    if (!project)
        return Error{ErrorCode::ProjectUnknown, textFromBytes(name), {}, nullptr};
    return *project;
}

/// Sets the decision of the photos; or, with none, tells the project's counts. `revert` takes back what was
/// not committed.
Result<qint64> decide(Connection& connection, const Project& project, const DecideWords& words)
{
    const DecisionRepository decisions(connection);
    SAFELIGHT_ASSIGN(const auto photos, photosOf(connection, project, words.stems));
    WriteTransaction transaction(connection);
    SAFELIGHT_TRY(transaction.begin());
    const auto changed = words.decision == "revert"
                             ? decisions.revertPending(project.id)
                             : decisions.decide(photos, *decisionFromName(textFromBytes(words.decision)));
    if (!changed)
        return changed.error();
    SAFELIGHT_TRY(transaction.commit());
    return static_cast<qint64>(changed->size());
}

Status tellCounts(const Session& session, Connection& connection, const Project& project, qint64 changed)
{
    SAFELIGHT_ASSIGN(const DecisionCounts counts, DecisionRepository(connection).counts(project.id));
    session.console().summarise(
        kDecideCommand,
        {{QStringLiteral("project"), project.name},
         {QStringLiteral("changed"), changed},
         {QStringLiteral("undecided"), counts.undecided},
         {QStringLiteral("keep_jpg"), counts.keepJpg},
         {QStringLiteral("keep_all"), counts.keepAll},
         {QStringLiteral("reject"), counts.rejected},
         {QStringLiteral("pending"), counts.pendingPhotos}},
        QStringLiteral(
            "%1 undecided, %2 keep the JPEG alone, %3 keep all, %4 rejected; of %5 something would "
            "move to the trash (maintain decisions)")
            .arg(countText(counts.undecided), countText(counts.keepJpg), countText(counts.keepAll),
                 countText(counts.rejected), countText(counts.pendingPhotos)));
    return {};
}

ExitCode run(const Session& session, const DecideWords& words)
{
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(kDecideCommand, environment.error());
    const bool isOfProject = words.decision == "revert" || words.decision == "counts";
    const auto act = [&]() -> Status {
        if (isOfProject != words.stems.empty())
            return Error{ErrorCode::InvalidArgument, textFromBytes(words.decision),
                         isOfProject ? QStringLiteral("it is for the whole project, and takes no photos")
                                     : QStringLiteral("of which photos?"),
                         nullptr};
        Connection connection(environment->library.catalog());
        SAFELIGHT_TRY(connection.open(
            Connection::Mode::ReadWrite,
            std::chrono::milliseconds(environment->settings.number(u"catalog.busy_timeout_ms"))));
        SAFELIGHT_ASSIGN(const Project project, projectNamed(connection, words.project));
        qint64 changed = 0;
        if (words.decision != "counts") {
            SAFELIGHT_ASSIGN(changed, decide(connection, project, words));
        }
        return tellCounts(session, connection, project, changed);
    };
    const Status done = act();
    return done ? kDone : session.console().fail(kDecideCommand, done.error());
}

} // namespace

void addDecideCommand(CLI::App& app, Command& chosen)
{
    const auto words = std::make_shared<DecideWords>();
    CLI::App* decide = app.add_subcommand(
        "decide", "What to keep of photos; nothing moves before `maintain decisions` commits it");
    decide
        ->add_option(
            "WHAT", words->decision,
            "keep_jpg (without the RAW), keep_all, reject or undecided; revert: all of the project that is "
            "not committed; counts: only tell")
        ->required()
        ->check(CLI::IsMember({"keep_jpg", "keep_all", "reject", "undecided", "revert", "counts"}));
    decide->add_option("STEM", words->stems, "Photos, by their path in the project without extension");
    decide->add_option("--project", words->project, "Their project")->required();
    decide->callback(
        [&chosen, words] { chosen = [words](const Session& session) { return run(session, *words); }; });
}

} // namespace safelight::cli
