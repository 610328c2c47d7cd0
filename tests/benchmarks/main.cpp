#include "benchmarks/commands.h"

#include "base/openfiles.h"
#include "media/metadata.h"

#include <QApplication>
#include <QJsonDocument>
#include <QThread>

#include <cstdio>
#include <memory>
#include <string_view>

namespace {

using namespace safelight;

QJsonObject aboutThisRun()
{
    QStringList words = QCoreApplication::arguments();
    words.front() = QStringLiteral("safelight-bench");
#ifdef NDEBUG
    const bool isOptimised = true;
#else
    const bool isOptimised = false;
#endif
    return {{QStringLiteral("command"), words.join(u' ')},
            {QStringLiteral("cores"), QThread::idealThreadCount()},
            {QStringLiteral("release_build"), isOptimised}};
}

int run(int argc, char** argv)
{
    CLI::App app("Measures Safelight against what the machine can do", "safelight-bench");
    app.require_subcommand(1);
    bench::Command chosen;
    for (const auto add : {bench::addManifestCommands, bench::addIngestCommands, bench::addProofCommands,
                           bench::addCorpusCommand, bench::addWindowCommands, bench::addMaintenanceCommands})
        add(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error);
    }
    const auto figures = chosen();
    if (!figures) {
        std::fprintf(stderr, "safelight-bench: %s\n", qPrintable(describeForLog(figures.error())));
        return 1;
    }
    QJsonObject report = aboutThisRun();
    for (auto it = figures->begin(); it != figures->end(); ++it)
        report[it.key()] = it.value();
    std::fputs(QJsonDocument(report).toJson().constData(), stdout);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    allowManyOpenFiles();
    const bool needsWindows = argc > 1 && (std::string_view(argv[1]) == bench::kWindowChild ||
                                           std::string_view(argv[1]) == bench::kIdleChild);
    const std::unique_ptr<QCoreApplication> application(needsWindows ? new QApplication(argc, argv)
                                                                     : new QCoreApplication(argc, argv));
    QCoreApplication::setApplicationName(QStringLiteral("safelight"));
    initialiseMetadata(EventLog());
    return run(argc, argv);
}
