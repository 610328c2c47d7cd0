#pragma once

#include "base/result.h"
#include "storage/fileio.h"

#include <QDateTime>
#include <QUuid>

#include <filesystem>

namespace safelight {

/// The file that makes a folder a project: `.project.yaml` with {id: UUID, name, created_at (ISO 8601 UTC),
/// version}.
struct Manifest
{
    static constexpr int kVersion = 1;

    QUuid id;
    QString name;
    QDateTime createdAt;

    static std::filesystem::path pathIn(const std::filesystem::path& projectFolder);

    /// Errors: NotFound (also when the folder is not there), ManifestDamaged (not YAML, no UUID, larger than
    /// 64 KiB), ReadFailed, …
    static Result<Manifest> read(const std::filesystem::path& projectFolder);

    /// Creates the manifest of a folder that has none. Errors: AlreadyExists, and those of writing.
    Status create(FileSystem& fs, const std::filesystem::path& projectFolder) const;

    /// Sets the name in an existing manifest; keys that we do not know stay.
    static Status rename(FileSystem& fs, const std::filesystem::path& projectFolder, const QString& name);

    /// Makes an existing manifest another project's: its UUID and name; keys that we do not know stay.
    /// Errors: ManifestMismatch when it does not bear `old` (any more), and those of writing.
    static Status reissue(FileSystem& fs, const std::filesystem::path& projectFolder, const QUuid& old,
                          const QUuid& id, const QString& name);

    /// Moves a manifest that cannot be read out of the way, to the first free `.project.yaml.damaged-N`.
    static Status setAside(FileSystem& fs, const std::filesystem::path& projectFolder);
};

} // namespace safelight
