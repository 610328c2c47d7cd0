#include "fakesystem.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>

namespace safelight::test {

namespace fs = std::filesystem;

namespace {

/// A test that cannot lay out its files would mean nothing.
void require(bool isDone)
{
    if (!isDone)
        qFatal("cannot lay out the made-up system");
}

std::string escaped(const std::string& text)
{
    std::string result;
    for (const char c : text)
        result += c == ' ' ? std::string("\\040") : std::string(1, c);
    return result;
}

void link(const fs::path& target, const fs::path& name)
{
    fs::create_directories(name.parent_path());
    fs::remove(name);
    fs::create_symlink(target, name);
}

} // namespace

FakeSystem::FakeSystem() : m_root(fs::canonical(m_folder.path()))
{
    fs::create_directories(card());
    struct stat status = {};
    require(::stat(card().c_str(), &status) == 0);
    m_deviceNumber = std::to_string(major(status.st_dev)) + ":" + std::to_string(minor(status.st_dev));
    require(writeFile(places().mountInfo, {}));
}

SystemPlaces FakeSystem::places() const
{
    return {m_root / "proc/mountinfo", m_root / "sys/dev/block", m_root / "dev/disk/by-uuid",
            m_root / "dev/disk/by-label"};
}

fs::path FakeSystem::device(const std::string& name) const
{
    const fs::path file = m_root / "dev" / name;
    if (!fs::exists(file))
        require(writeFile(file, {}));
    return file;
}

void FakeSystem::mount(const MountLine& line)
{
    m_mountInfo += "36 35 " + m_deviceNumber + " " + escaped(line.root) + " " +
                   escaped(line.mountPoint.native()) + " " + line.options + " shared:7 - " + line.fileSystem +
                   " " + escaped(line.source) + " " + line.superOptions + "\n";
    require(writeFile(places().mountInfo, QByteArray::fromStdString(m_mountInfo)));
}

void FakeSystem::setSysFolder(const fs::path& folder) const
{
    fs::create_directories(m_root / "sys/devices" / folder);
    link(m_root / "sys/devices" / folder, places().sysBlock / m_deviceNumber);
}

void FakeSystem::setAttribute(const fs::path& name, const char* value) const
{
    require(writeFile(m_root / "sys/devices" / name, QByteArray(value) + '\n'));
}

void FakeSystem::linkUuid(const std::string& uuid, const std::string& deviceName) const
{
    link(device(deviceName), places().byUuid / uuid);
}

void FakeSystem::linkLabel(const std::string& label, const std::string& deviceName) const
{
    link(device(deviceName), places().byLabel / label);
}

} // namespace safelight::test
