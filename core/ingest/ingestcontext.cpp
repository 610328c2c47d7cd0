#include "ingest/ingestcontext.h"

namespace safelight {

namespace {

constexpr qint64 kBytesPerMiB = qint64{1024} * 1024;

} // namespace

IngestContext::IngestContext(const TaskEnvironment& taskEnvironment, const IngestRequest& ingestRequest,
                             const CancelToken& token)
    : environment(taskEnvironment),
      request(ingestRequest),
      cancel(token),
      reader(taskEnvironment.fs, {taskEnvironment.settings.number(u"ingest.buffer_mb") * kBytesPerMiB}, token,
             [this](qint64 bytes) { bytesRead.fetch_add(bytes, std::memory_order_relaxed); })
{
}

Status IngestContext::read(FrameFile& file, IncomingFile* copy) const
{
    SAFELIGHT_ASSIGN(FileContent content, reader.read(file.source.path, copy));
    file.identity = content.identity;
    file.digest = std::move(content.digest);
    file.bytes = std::move(content.bytes);
    return {};
}

} // namespace safelight
