#include "cards/cardsurvey.h"

#include "app/cli/commands.h"
#include "base/pathtext.h"
#include "ingest/receiptexport.h"
#include "ui/words/cardtext.h"
#include "ui/words/progresstext.h"
#include "ui/words/receipttext.h"

#include <memory>

namespace safelight::cli {

namespace {

const QString kReceiptsCommand = QStringLiteral("receipts");
constexpr int kListed = 100;
constexpr int kPage = 500;

struct ReceiptWords
{
    qint64 id = 0;
    std::string file;
    std::string root;
    std::string place = "library";
};

/// Opens the catalogue and does something with it.
template <class Act>
ExitCode withCatalogue(const Session& session, Act act)
{
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return session.console().fail(kReceiptsCommand, environment.error());
    Connection connection(environment->library.catalog());
    const Status opened = connection.open();
    const Status done = opened ? act(*environment, connection) : opened;
    return done ? kDone : session.console().fail(kReceiptsCommand, done.error());
}

void tell(Console& console, const Receipt& receipt, const ReceiptSums& sums)
{
    QJsonObject object = receiptJson(receipt, sums);
    object[QStringLiteral("event")] = QStringLiteral("receipt");
    console.emitJson(object);
    console.say(QStringLiteral("%1  %2").arg(receipt.id.value).arg(receiptText(receipt, sums)));
}

Status listReceipts(const Session& session, Connection& connection, const QString& root)
{
    const ReceiptRepository receipts(connection);
    SAFELIGHT_ASSIGN(const auto latest, receipts.latest(kListed, root));
    for (const Receipt& receipt : latest) {
        SAFELIGHT_ASSIGN(const ReceiptSums sums, receipts.sums(receipt));
        tell(session.console(), receipt, sums);
    }
    const auto count = static_cast<qint64>(latest.size());
    session.console().summarise(kReceiptsCommand, {{QStringLiteral("receipts"), count}},
                                countText(count) + u" receipts");
    return {};
}

/// As receipts have it.
std::filesystem::path rootOf(const std::string& word)
{
    const auto root = std::filesystem::absolute(word).lexically_normal();
    return root.has_filename() || !root.has_relative_path() ? root : root.parent_path();
}

/// Whether a card can be formatted, asked later: from its receipts, what lies on it now, and what lies in the
/// library.
ExitCode checkCard(const Session& session, const std::string& word)
{
    Console& console = session.console();
    const auto environment = session.environment(Session::Missing::IsError);
    if (!environment)
        return console.fail(kReceiptsCommand, environment.error());
    const auto survey = surveyCard(&environment->library, rootOf(word), session.cancel());
    if (!survey)
        return console.fail(kReceiptsCommand, survey.error());
    for (const UnprovenFile& file : survey->unproven) {
        const QString path = pathToText(file.path);
        console.emitJson({{QStringLiteral("event"), QStringLiteral("unproven")},
                          {QStringLiteral("path"), path},
                          {QStringLiteral("why"), unprovenWhyName(file.why)}});
        console.say(displayText(path) + u": " + unprovenWhyText(file.why));
    }
    QJsonObject summary = {{QStringLiteral("frames"), survey->frames},
                           {QStringLiteral("new_frames"), survey->newFrames},
                           {QStringLiteral("unproven"), static_cast<qint64>(survey->unproven.size())},
                           {QStringLiteral("safe_to_format"), survey->isSafeToFormat()}};
    if (survey->receipt)
        summary[QStringLiteral("receipt")] = survey->receipt->id.value;
    console.summarise(kReceiptsCommand, summary, cardSurveyText(*survey));
    return survey->isSafeToFormat() ? kDone : kSomeFailed;
}

Result<Receipt> receiptOf(Connection& connection, ReceiptId id)
{
    SAFELIGHT_ASSIGN(const auto receipt, ReceiptRepository(connection).find(id));
    if (!receipt)
        return Error{ErrorCode::NotFound, QStringLiteral("receipt %1").arg(id.value), {}, nullptr};
    return *receipt;
}

Status showReceipt(const Session& session, Connection& connection, ReceiptId id)
{
    const ReceiptRepository receipts(connection);
    SAFELIGHT_ASSIGN(const Receipt receipt, receiptOf(connection, id));
    SAFELIGHT_ASSIGN(const ReceiptSums sums, receipts.sums(receipt));
    Console& console = session.console();
    tell(console, receipt, sums);
    ReceiptItemId after;
    while (true) {
        SAFELIGHT_ASSIGN(const auto page, receipts.page(id, after, kPage));
        for (const ReceiptItem& item : page) {
            after = item.id;
            QJsonObject object = receiptItemJson(item);
            object[QStringLiteral("event")] = QStringLiteral("receipt_item");
            console.emitJson(object);
            console.say(receiptItemText(item));
        }
        if (page.size() < kPage)
            break;
    }
    console.summarise(kReceiptsCommand, receiptJson(receipt, sums), receiptText(receipt, sums));
    return {};
}

Status exportTo(const Session& session, const TaskEnvironment& environment, Connection& connection,
                const ReceiptWords& words)
{
    SAFELIGHT_ASSIGN(const qint64 count, exportReceipt(environment.fs, connection, {words.id}, words.file));
    session.console().summarise(
        kReceiptsCommand, {{QStringLiteral("files"), count}},
        QStringLiteral("%1 files written to %2").arg(countText(count), textFromBytes(words.file)));
    return {};
}

Status writeMhl(const Session& session, const TaskEnvironment& environment, Connection& connection,
                const ReceiptWords& words)
{
    const MhlPlace place = words.place == "second" ? MhlPlace::SecondCopy : MhlPlace::Library;
    SAFELIGHT_ASSIGN(const auto file,
                     exportMhl(environment.fs, environment.library, connection, {words.id}, place));
    session.console().summarise(kReceiptsCommand, {{QStringLiteral("manifest"), pathToText(file)}},
                                displayText(pathToText(file)));
    return {};
}

} // namespace

void addReceiptsCommand(CLI::App& app, Command& chosen)
{
    const auto words = std::make_shared<ReceiptWords>();
    CLI::App* receipts =
        app.add_subcommand("receipts", "What was found on cards and in folders, and where it is proven");
    receipts->require_subcommand(1);
    CLI::App* listing = receipts->add_subcommand("list", "The latest receipts, newest first");
    listing->add_option("--root", words->root, "Only those of this card or folder");
    listing->callback([&chosen, words] {
        chosen = [words](const Session& session) {
            return withCatalogue(session, [&](const TaskEnvironment&, Connection& connection) {
                const QString root = words->root.empty() ? QString() : pathToText(rootOf(words->root));
                return listReceipts(session, connection, root);
            });
        };
    });
    CLI::App* checking = receipts->add_subcommand(
        "check", "Whether a card or folder can be erased now: what of it is proven, and what is not");
    checking->add_option("DIR", words->root, "The card or folder")->required();
    checking->callback([&chosen, words] {
        chosen = [words](const Session& session) { return checkCard(session, words->root); };
    });
    const auto addFor = [&](const char* name, const char* help) {
        CLI::App* command = receipts->add_subcommand(name, help);
        command->add_option("ID", words->id, "The receipt's number")->required()->check(CLI::PositiveNumber);
        return command;
    };
    addFor("show", "One receipt with every file")->callback([&chosen, words] {
        chosen = [words](const Session& session) {
            return withCatalogue(session, [&](const TaskEnvironment&, Connection& connection) {
                return showReceipt(session, connection, {words->id});
            });
        };
    });
    CLI::App* exporting = addFor("export", "Write a receipt to a file: CSV, or JSON lines (.json, .jsonl)");
    exporting->add_option("FILE", words->file, "The file; must not exist")->required();
    exporting->callback([&chosen, words] {
        chosen = [words](const Session& session) {
            return withCatalogue(session, [&](const TaskEnvironment& environment, Connection& connection) {
                return exportTo(session, environment, connection, *words);
            });
        };
    });
    CLI::App* mhl = addFor("mhl", "Write an ASC MHL generation beside the copies of a receipt");
    mhl->add_option("--place", words->place, "library (default) or second")
        ->check(CLI::IsMember({"library", "second"}));
    mhl->callback([&chosen, words] {
        chosen = [words](const Session& session) {
            return withCatalogue(session, [&](const TaskEnvironment& environment, Connection& connection) {
                return writeMhl(session, environment, connection, *words);
            });
        };
    });
}

} // namespace safelight::cli
