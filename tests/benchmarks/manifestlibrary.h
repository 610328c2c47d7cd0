#pragma once

#include "domain/project.h"
#include "tasks/taskenvironment.h"

namespace safelight::bench {

/// What the project of a manifest benchmark holds: each photo has an empty JPEG, some have a RAW beside it.
struct ManifestPlan
{
    qint64 photos = 0;
    double rawShare = 0.5;
    double wrongShare = 0.01; ///< whose JPEG is deleted behind the catalogue's back
    int projects = 1;         ///< so many of this size

    qint64 files() const;
};

/// A library with such projects. A value.
class ManifestLibrary
{
public:
    /// Opens the library at `root`, or makes it: all files, and all rows in one transaction. Errors:
    /// InvalidArgument when the one that is there is of another size; those of making.
    static Result<ManifestLibrary> openOrMake(const std::filesystem::path& root, const ManifestPlan& plan);
    /// Errors: those of Library; NotFound.
    static Result<ManifestLibrary> open(const std::filesystem::path& root);

    const TaskEnvironment& environment() const { return m_environment; }
    /// The first one.
    const Project& project() const { return m_project; }
    std::filesystem::path folder() const { return m_environment.library.folderOf(m_project); }

    /// Deletes the JPEGs of the plan's wrong photos, or puts them back. Returns how many.
    Result<qint64> deleteWrong(const ManifestPlan& plan) const;
    Result<qint64> putBackWrong(const ManifestPlan& plan) const;

private:
    ManifestLibrary(TaskEnvironment environment, Project project)
        : m_environment(std::move(environment)), m_project(std::move(project))
    {
    }

    TaskEnvironment m_environment;
    Project m_project;
};

} // namespace safelight::bench
