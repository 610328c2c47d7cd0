#include "app/options.h"

#include "base/pathtext.h"

#include <QStandardPaths>

#include <CLI/CLI.hpp>

#include <cstdlib>

namespace safelight {

namespace {

constexpr int kWrongCommandLine = 2;

std::filesystem::path defaultLibrary()
{
    if (const char* given = std::getenv("SAFELIGHT_LIBRARY"); given && *given != '\0')
        return given;
    return pathFromText(QStandardPaths::writableLocation(QStandardPaths::PicturesLocation)) / "Safelight";
}

/// The environment sets the theme for screenshots of programs that others start.
ThemeChoice themeNamed(const std::string& name)
{
    if (name == "light")
        return ThemeChoice::Light;
    return name == "dark" ? ThemeChoice::Dark : ThemeChoice::System;
}

} // namespace

std::variant<Options, int> parseOptions(int argc, char** argv)
{
    CLI::App app("Takes photographs in, keeps them, and keeps proving that they are there.", "safelight");
    std::string library;
    std::string catalog;
    std::string theme = "system";
    std::string demo;
    std::vector<std::string> paths;
    app.add_option("--library", library,
                   "The library's folder (else $SAFELIGHT_LIBRARY, else Safelight in your pictures folder)");
    app.add_option(
        "--catalog", catalog,
        "The catalogue, if it is not the library's own: a path, sqlite:PATH, or a database on a PostgreSQL "
        "server, postgresql://[user@]host[:port]/database");
    app.add_option("--theme", theme, "light, dark or system")
        ->check(CLI::IsMember({"light", "dark", "system"}))
        ->envname("SAFELIGHT_THEME");
    app.add_option("--demo", demo, "A shoot to take in and check without asking")->option_text("SHOOT");
    app.add_option("PATH", paths, "Files and folders to take in, as if dropped on the window");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kWrongCommandLine;
    }

    Options options;
    options.library = library.empty() ? defaultLibrary() : std::filesystem::path(library);
    options.theme = themeNamed(theme);
    if (!demo.empty())
        options.demo = std::filesystem::absolute(demo);
    for (const std::string& path : paths)
        options.paths.push_back(std::filesystem::absolute(path));
    if (!catalog.empty()) {
        auto location = CatalogLocation::fromArgument(catalog);
        if (!location) {
            std::cerr << "safelight: --catalog: " << location.error().detail.toStdString() << '\n';
            return kWrongCommandLine;
        }
        options.catalog = *std::move(location);
    }
    return options;
}

} // namespace safelight
