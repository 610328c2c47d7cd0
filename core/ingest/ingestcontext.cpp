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

} // namespace safelight
