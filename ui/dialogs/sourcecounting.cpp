#include "ui/dialogs/sourcecounting.h"

#include "domain/formats.h"
#include "media/metadata.h"

#include <QDateTime>
#include <QElapsedTimer>

#include <sys/stat.h>

namespace safelight {

namespace {

constexpr qint64 kTellEveryMs = 120;

struct DatedFile
{
    std::filesystem::path path;
    time_t modified = 0;
};

/// One pass over the sources: counts, and remembers which pictures are oldest and newest by their files'
/// time.
class Scanner
{
public:
    Scanner(const CancelToken& cancel, const std::function<void(const SourceSummary&)>& progressed)
        : m_cancel(cancel), m_progressed(progressed)
    {
        m_sinceTold.start();
    }

    void look(const std::filesystem::path& source)
    {
        std::error_code failure;
        if (!std::filesystem::is_directory(source, failure)) {
            count(source);
            return;
        }
        // Links to folders are not followed: no loop can hold it up.
        const auto options = std::filesystem::directory_options::skip_permission_denied;
        std::filesystem::recursive_directory_iterator entry(source, options, failure);
        for (; !failure && entry != std::filesystem::end(entry) && !m_cancel.isCancelled();
             entry.increment(failure)) {
            if (!entry->is_directory(failure))
                count(entry->path());
        }
    }

    SourceSummary finish()
    {
        m_summary.firstDate = dateOf(m_oldest);
        m_summary.lastDate = dateOf(m_newest);
        if (m_summary.lastDate < m_summary.firstDate)
            std::swap(m_summary.firstDate, m_summary.lastDate);
        m_summary.isComplete = true;
        return m_summary;
    }

private:
    void count(const std::filesystem::path& file)
    {
        struct stat info = {};
        if (::stat(file.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
            return;
        const auto format = formatForName(file.filename().native());
        if (!format) {
            ++m_summary.others;
        } else {
            ++(format->kind == FileKind::Sidecar ? m_summary.sidecars : m_summary.pictures);
            m_summary.size += ByteCount{info.st_size};
            if (format->kind != FileKind::Sidecar)
                noteDate({file, info.st_mtime});
        }
        if (m_sinceTold.elapsed() >= kTellEveryMs) {
            m_progressed(m_summary);
            m_sinceTold.start();
        }
    }

    void noteDate(const DatedFile& file)
    {
        if (m_oldest.path.empty() || file.modified < m_oldest.modified)
            m_oldest = file;
        if (m_newest.path.empty() || file.modified > m_newest.modified)
            m_newest = file;
    }

    /// When the camera says that it was taken, or else the file's time.
    QDate dateOf(const DatedFile& file) const
    {
        const auto format = formatForName(file.path.filename().native());
        if (!format || m_cancel.isCancelled())
            return {};
        const auto metadata = readMetadata(file.path, *format);
        if (metadata && metadata->taken.isValid())
            return metadata->taken.local.date();
        return QDateTime::fromSecsSinceEpoch(file.modified).date();
    }

    const CancelToken& m_cancel;
    const std::function<void(const SourceSummary&)>& m_progressed;
    SourceSummary m_summary;
    DatedFile m_oldest;
    DatedFile m_newest;
    QElapsedTimer m_sinceTold;
};

} // namespace

SourceSummary scanSources(const std::vector<std::filesystem::path>& sources, const CancelToken& cancel,
                          const std::function<void(const SourceSummary&)>& progressed)
{
    Scanner scanner(cancel, progressed);
    for (const auto& source : sources)
        scanner.look(source);
    return scanner.finish();
}

QString projectNameFor(const SourceSummary& summary)
{
    if (!summary.firstDate.isValid())
        return {};
    QString first = summary.firstDate.toString(Qt::ISODate);
    if (summary.lastDate == summary.firstDate)
        return first;
    return SourceCounting::tr("%1 to %2").arg(first, summary.lastDate.toString(Qt::ISODate));
}

SourceCounting::SourceCounting(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

SourceCounting::~SourceCounting()
{
    m_cancel.cancel();
    m_pool.waitForDone();
}

void SourceCounting::start(const std::vector<std::filesystem::path>& sources)
{
    m_pool.start([this, sources, cancel = m_cancel] {
        const auto tell = [this](const SourceSummary& summary) {
            QMetaObject::invokeMethod(
                this, [this, summary] { Q_EMIT progressed(summary); }, Qt::QueuedConnection);
        };
        tell(scanSources(sources, cancel, tell));
    });
}

} // namespace safelight
