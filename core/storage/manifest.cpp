#include "storage/manifest.h"

#include "base/pathtext.h"
#include "storage/parsedmanifests.h"

#include <yaml-cpp/yaml.h>

#include <string>

namespace safelight {

namespace {

constexpr ByteCount kLargestManifest{qint64{64} * 1024};
constexpr int kMostSetAside = 1000;

Error damaged(const std::filesystem::path& path, const QString& detail)
{
    return {ErrorCode::ManifestDamaged, pathToText(path), detail, nullptr};
}

/// yaml-cpp reports by exceptions; they end here.
template <class Work>
auto guarded(const std::filesystem::path& path, Work work) -> decltype(work())
{
    try {
        return work();
    } catch (const std::exception& failure) {
        return damaged(path, QString::fromUtf8(failure.what()));
    }
}

Result<YAML::Node> load(const std::filesystem::path& path)
{
    SAFELIGHT_ASSIGN(const std::string bytes, readSmallFile(path, kLargestManifest));
    return guarded(path, [&]() -> Result<YAML::Node> {
        YAML::Node node = YAML::Load(bytes);
        if (!node.IsMap())
            return damaged(path, QStringLiteral("not a map of keys"));
        return node;
    });
}

QString textOf(const YAML::Node& node, const char* key)
{
    const YAML::Node value = node[key];
    return value && value.IsScalar() ? QString::fromStdString(value.Scalar()) : QString();
}

Result<Manifest> parse(const std::filesystem::path& path)
{
    auto loaded = load(path);
    if (!loaded) {
        const bool isTooLarge = loaded.error().code == ErrorCode::TooLarge;
        return isTooLarge ? damaged(path, QStringLiteral("larger than a manifest can be")) : loaded.error();
    }
    const YAML::Node node = *loaded;
    return guarded(path, [&]() -> Result<Manifest> {
        Manifest manifest;
        manifest.id = QUuid::fromString(textOf(node, "id"));
        if (manifest.id.isNull())
            return damaged(path, QStringLiteral("no id"));
        manifest.name = textOf(node, "name");
        manifest.createdAt = QDateTime::fromString(textOf(node, "created_at"), Qt::ISODateWithMs).toUTC();
        return manifest;
    });
}

std::string emitted(const YAML::Node& node)
{
    YAML::Emitter emitter;
    emitter << node;
    return std::string(emitter.c_str()) + '\n';
}

} // namespace

std::filesystem::path Manifest::pathIn(const std::filesystem::path& projectFolder)
{
    return projectFolder / ".project.yaml";
}

Result<Manifest> Manifest::read(const std::filesystem::path& projectFolder)
{
    static ParsedManifests parsed;
    const auto path = pathIn(projectFolder);
    const auto before = identityOf(path);
    if (before) {
        if (auto known = parsed.find(path.native(), *before))
            return *std::move(known);
    }
    SAFELIGHT_ASSIGN(Manifest manifest, parse(path));
    const auto after = identityOf(path);
    if (before && after && *before == *after)
        parsed.keep(path.native(), *after, manifest, QDateTime::currentMSecsSinceEpoch());
    return manifest;
}

Status Manifest::create(FileSystem& fs, const std::filesystem::path& projectFolder) const
{
    YAML::Node node;
    node["id"] = id.toString(QUuid::WithoutBraces).toStdString();
    node["name"] = name.toStdString();
    node["created_at"] = createdAt.toUTC().toString(Qt::ISODateWithMs).toStdString();
    node["version"] = kVersion;
    return writeSmallFile(fs, pathIn(projectFolder), emitted(node), Replace::Never);
}

Status Manifest::rename(FileSystem& fs, const std::filesystem::path& projectFolder, const QString& name)
{
    const auto path = pathIn(projectFolder);
    SAFELIGHT_ASSIGN(YAML::Node node, load(path));
    return guarded(path, [&]() -> Status {
        node["name"] = name.toStdString();
        return writeSmallFile(fs, path, emitted(node), Replace::OwnFile);
    });
}

Status Manifest::reissue(FileSystem& fs, const std::filesystem::path& projectFolder, const QUuid& old,
                         const QUuid& id, const QString& name)
{
    const auto path = pathIn(projectFolder);
    SAFELIGHT_ASSIGN(YAML::Node node, load(path));
    return guarded(path, [&]() -> Status {
        if (QUuid::fromString(textOf(node, "id")) != old)
            return Error{ErrorCode::ManifestMismatch, pathToText(path), {}, nullptr};
        node["id"] = id.toString(QUuid::WithoutBraces).toStdString();
        node["name"] = name.toStdString();
        return writeSmallFile(fs, path, emitted(node), Replace::OwnFile);
    });
}

Status Manifest::setAside(FileSystem& fs, const std::filesystem::path& projectFolder)
{
    const auto path = pathIn(projectFolder);
    for (int number = 1; number < kMostSetAside; ++number) {
        auto aside = path;
        aside += ".damaged-" + std::to_string(number);
        Status moved = publish(fs, path, aside);
        if (moved || moved.error().code != ErrorCode::AlreadyExists)
            return moved;
    }
    return Error{ErrorCode::AlreadyExists, pathToText(path), {}, nullptr};
}

} // namespace safelight
