#include "ingest/sourceroots.h"

#include "base/pathtext.h"

#include <algorithm>
#include <map>
#include <thread>

namespace safelight {

namespace {

int readersOf(const std::optional<Volume>& volume, const Settings& settings)
{
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const auto orCores = [&](QStringView key) {
        const int readers = settings.number(key);
        return readers > 0 ? readers : cores;
    };
    switch (volume ? volume->deviceClass : DeviceClass::Unknown) {
    case DeviceClass::Removable:
        return orCores(u"ingest.readers_removable");
    case DeviceClass::Rotational:
        return orCores(u"ingest.readers_disk");
    case DeviceClass::Solid:
    case DeviceClass::Network:
    case DeviceClass::Memory:
    case DeviceClass::Unknown:
        return orCores(u"ingest.readers_solid");
    }
    return 1;
}

bool isDeviceThere(const Volume& volume)
{
    std::error_code failure;
    return volume.device.startsWith(u"/dev/") &&
           std::filesystem::exists(pathFromText(volume.device), failure);
}

} // namespace

void DeviceGate::enter()
{
    std::unique_lock lock(m_mutex);
    m_left.wait(lock, [this] { return m_free > 0; });
    --m_free;
}

void DeviceGate::leave()
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_free;
    }
    m_left.notify_one();
}

AwaitedFolder::AwaitedFolder(std::filesystem::path path) : m_path(std::move(path))
{
    if (const auto volume = volumeOf(m_path))
        m_volume = *volume;
    m_hasDevice = m_volume && isDeviceThere(*m_volume);
    if (const auto mark = markOf(m_path))
        m_mark = *mark;
    if (const auto identity = identityOf(m_path))
        m_identity = *identity;
}

bool AwaitedFolder::seemsThere() const
{
    const auto now = identityOf(m_path);
    return now && m_identity && now->isSameFile(*m_identity);
}

bool AwaitedFolder::isThere() const
{
    const auto now = markOf(m_path);
    // The mount of a card that was pulled out stays for a while, and its folders can still be listed.
    if (m_hasDevice && !isDeviceThere(*m_volume))
        return false;
    return m_mark ? now && isSamePlace(*m_mark, *now) : seemsThere();
}

bool AwaitedFolder::awaitBack(const AwaitPolicy& policy) const
{
    const auto until = std::chrono::steady_clock::now() + policy.patience;
    const QString name = m_volume && !m_volume->label.isEmpty() ? m_volume->label : pathToText(m_path);
    while (!policy.cancel.isCancelled()) {
        if (isThere())
            return true;
        if (std::chrono::steady_clock::now() >= until)
            return false;
        policy.onWaiting(name);
        std::this_thread::sleep_for(AwaitPolicy::kLookEvery);
    }
    return false;
}

SourceRoots::SourceRoots(const std::vector<std::filesystem::path>& roots, const Settings& settings)
{
    std::map<QString, std::size_t> gates;
    for (const auto& path : roots) {
        const AwaitedFolder& root = m_roots.emplace_back(path);
        const auto& volume = root.volume();
        const QString device = volume ? pathToText(volume->mountPoint) : QString();
        const auto [gate, isNew] = gates.try_emplace(device, m_gates.size());
        if (isNew)
            m_gates.push_back(std::make_unique<DeviceGate>(readersOf(volume, settings)));
        m_gateOf.push_back(gate->second);
    }
}

} // namespace safelight
