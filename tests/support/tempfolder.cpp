#include "support/tempfolder.h"

#include "base/pathtext.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace safelight::test {

namespace fs = std::filesystem;

TempFolder::TempFolder() : m_path(m_folder.path().toStdString())
{
    if (!m_folder.isValid())
        qFatal("no temporary folder: %s", qPrintable(m_folder.errorString()));
}

/// QTemporaryDir leaves what has a name that is not UTF-8.
TempFolder::~TempFolder()
{
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
}

bool writeFile(const fs::path& file, const QByteArray& bytes)
{
    std::error_code failure;
    fs::create_directories(file.parent_path(), failure);
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream.write(bytes.constData(), bytes.size());
    stream.close();
    return !failure && stream.good();
}

QByteArray readFile(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return {};
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    return QByteArray::fromStdString(bytes.str());
}

std::vector<std::string> listTree(const fs::path& folder)
{
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        // Byte for byte: lexically_relative would normalise, and a string conversion would not keep foreign
        // bytes.
        std::string name = entry.path().native().substr(folder.native().size() + 1);
        if (entry.is_directory() && !entry.is_symlink())
            name += '/';
        names.push_back(std::move(name));
    }
    std::ranges::sort(names);
    return names;
}

std::optional<fs::path> sampleFolder()
{
    const fs::path folder = SAFELIGHT_SAMPLES;
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
        return std::nullopt;
    return folder.lexically_normal();
}

} // namespace safelight::test
