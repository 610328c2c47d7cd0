#pragma once

#include <QByteArray>
#include <QTemporaryDir>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace safelight::test {

/// A folder that is removed with everything in it when the test leaves its scope.
class TempFolder
{
public:
    /// Ends the test run when there is no place for it: no test could mean anything then.
    TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder();

    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path operator/(const std::filesystem::path& name) const { return m_path / name; }

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_path;
};

/// Writes a file, replacing one that is there, and makes the folders above it. False when that failed.
[[nodiscard]] bool writeFile(const std::filesystem::path& file, const QByteArray& bytes);

/// The whole file; a null array where it cannot be read.
QByteArray readFile(const std::filesystem::path& file);

/// Everything below `folder`: names relative to it as raw bytes, sorted bytewise; folders end with a slash.
std::vector<std::string> listTree(const std::filesystem::path& folder);

/// Real camera files beside the checkout, where there are any; a test that wants them skips, loudly, without
/// them.
std::optional<std::filesystem::path> sampleFolder();

} // namespace safelight::test
