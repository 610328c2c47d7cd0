#include "ingest/ingestcontext.h"

#include "base/pathtext.h"
#include "base/units.h"
#include "storage/manifest.h"
#include "storage/volume.h"

#include <chrono>
#include <thread>

namespace safelight {

Status Destination::settle(const std::filesystem::path& folder)
{
    m_folder = folder;
    SAFELIGHT_ASSIGN(const FileIdentity identity, identityOf(folder));
    auto device = deviceOf(folder);
    const std::lock_guard lock(m_mutex);
    m_identity = identity;
    m_device = std::move(device);
    return {};
}

std::filesystem::path Destination::deviceOf(const std::filesystem::path& folder)
{
    std::error_code failure;
    const auto volume = volumeOf(folder);
    const auto device = volume ? pathFromText(volume->device) : std::filesystem::path();
    return device.is_absolute() && std::filesystem::exists(device, failure) ? device
                                                                            : std::filesystem::path();
}

bool Destination::seemsThere() const
{
    const auto now = identityOf(m_folder);
    std::error_code failure;
    const std::lock_guard lock(m_mutex);
    return now && now->isSameFile(m_identity) &&
           (m_device.empty() || std::filesystem::exists(m_device, failure));
}

bool Destination::awaitBack(const AwaitPolicy& policy)
{
    const auto until = std::chrono::steady_clock::now() + policy.patience;
    while (!policy.cancel.isCancelled()) {
        const bool hadDevice = [&] {
            const std::lock_guard lock(m_mutex);
            return !m_device.empty();
        }();
        const bool isPluggedIn = !hadDevice || !deviceOf(m_folder).empty();
        const auto manifest = Manifest::read(m_folder);
        if (isPluggedIn && manifest && manifest->id == m_project.uuid && settle(m_folder))
            return true;
        if (std::chrono::steady_clock::now() >= until)
            return false;
        policy.onWaiting(pathToText(m_folder));
        std::this_thread::sleep_for(AwaitPolicy::kLookEvery);
    }
    return false;
}

IngestContext::IngestContext(const TaskEnvironment& taskEnvironment, const IngestRequest& ingestRequest,
                             const CancelToken& token, TaskObserver& taskObserver)
    : environment(taskEnvironment),
      request(ingestRequest),
      cancel(token),
      observer(taskObserver),
      destination(project),
      second(*this),
      reader(taskEnvironment.fs, {taskEnvironment.settings.number(u"ingest.buffer_mb") * kBytesPerMiB}, token,
             [this](qint64 bytes) { bytesRead.fetch_add(bytes, std::memory_order_relaxed); })
{
}

Status IngestContext::read(FrameFile& file, IncomingFile* copy) const
{
    const DeviceGate::Turn turn(roots->gate(file.source.root));
    SAFELIGHT_ASSIGN(FileContent content, reader.read(file.source.path, copy));
    file.takeContent(std::move(content));
    return {};
}

Status IngestContext::foresee(FrameFile& file, const KnownMd5& known) const
{
    const DeviceGate::Turn turn(roots->gate(file.source.root));
    SAFELIGHT_ASSIGN(FileContent content, reader.foresee(file.source.path, known));
    file.takeContent(std::move(content));
    return {};
}

Status IngestContext::parseTemplates()
{
    if (!request.folderTemplate.isEmpty()) {
        SAFELIGHT_ASSIGN(folderTemplate,
                         NameTemplate::parse(request.folderTemplate, NameTemplate::Kind::Folder));
    }
    if (!request.nameTemplate.isEmpty()) {
        SAFELIGHT_ASSIGN(nameTemplate, NameTemplate::parse(request.nameTemplate, NameTemplate::Kind::Name));
    }
    return {};
}

bool IngestContext::isNumbered() const
{
    return (folderTemplate && folderTemplate->usesCounter()) || (nameTemplate && nameTemplate->usesCounter());
}

AwaitPolicy IngestContext::awaitPolicy() const
{
    return {std::chrono::seconds(environment.settings.number(u"ingest.volume_wait_seconds")), cancel,
            [this](const QString& what) {
                observer.progressed({TaskStage::AwaitingVolume, 0, std::nullopt, {}, what});
            }};
}

void IngestContext::stop(const Error& reason)
{
    {
        const std::lock_guard lock(m_stopMutex);
        if (!m_stopReason)
            m_stopReason = reason;
    }
    queue.close();
}

std::optional<Error> IngestContext::stopReason() const
{
    const std::lock_guard lock(m_stopMutex);
    return m_stopReason;
}

} // namespace safelight
