#include "app/demo/demoshoot.h"

#include "app/demo/demoframe.h"
#include "base/pathtext.h"

#include <QBuffer>
#include <QImage>
#include <QtConcurrentMap>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <numeric>
#include <optional>
#include <vector>

namespace safelight {

namespace {

namespace fs = std::filesystem;

constexpr int kFewestFrames = 12;
constexpr int kMostFrames = 9000;
constexpr QSize kSmallest(64, 48);
constexpr int kNearCopyQuality = 62;

Error writeError(const fs::path& file)
{
    return errorFromErrno(errno, pathToText(file), ErrorCode::WriteFailed);
}

Status writeAll(int fd, const fs::path& file, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(fd, bytes.data(), static_cast<size_t>(bytes.size()));
        if (written < 0 && errno != EINTR)
            return writeError(file);
        if (written > 0)
            bytes = bytes.sliced(written);
    }
    return {};
}

/// Writes a file that must not exist yet, with the time of its exposure as a camera would.
Status writeNewFile(const fs::path& file, const QByteArray& bytes, const QDateTime& modified)
{
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return writeError(file);
    Status status = writeAll(fd, file, bytes);
    const timespec time = {static_cast<time_t>(modified.toSecsSinceEpoch()), 0};
    const timespec times[2] = {time, time};
    ::futimens(fd, times); // a file system that keeps no times is no reason to stop
    if (::close(fd) != 0 && status)
        status = writeError(file);
    return status;
}

/// Collects what the makers of single frames have done; thread-safe.
class Tally
{
public:
    explicit Tally(const DemoShootOptions& options) : m_options(options) {}

    Status add(const fs::path& root, const fs::path& name, const QByteArray& bytes, const QDateTime& modified)
    {
        SAFELIGHT_TRY(writeNewFile(root / name, bytes, modified));
        const std::lock_guard lock(m_mutex);
        ++m_summary.files;
        m_summary.bytes += {bytes.size()};
        return {};
    }

    void frameDone(const Status& status)
    {
        const std::lock_guard lock(m_mutex);
        if (!status && !m_failure)
            m_failure = status.error();
        if (!status)
            return;
        ++m_summary.frames;
        if (m_options.progress)
            m_options.progress(m_summary.frames, m_options.count);
    }

    bool isStopped() const
    {
        const std::lock_guard lock(m_mutex);
        return m_failure || m_options.cancel.isCancelled();
    }

    /// For one thread, when all others are done.
    DemoShootSummary& summary() { return m_summary; }
    const std::optional<Error>& failure() const { return m_failure; }

private:
    const DemoShootOptions& m_options;
    mutable std::mutex m_mutex;
    DemoShootSummary m_summary;     // guarded by m_mutex
    std::optional<Error> m_failure; // guarded by m_mutex
};

Status writeFrame(const fs::path& root, const DemoFrame& frame, Tally& tally)
{
    SAFELIGHT_ASSIGN(const DemoFrameFiles files, renderFrame(frame));
    SAFELIGHT_TRY(tally.add(root, frame.pictureName(), files.picture, frame.shot.taken));
    if (frame.hasRaw)
        SAFELIGHT_TRY(tally.add(root, frame.rawName(), files.raw, frame.shot.taken));
    return {};
}

Status writeFrames(const fs::path& root, std::vector<DemoFrame> frames, Tally& tally,
                   const CancelToken& cancel)
{
    QtConcurrent::blockingMap(frames, [&](const DemoFrame& frame) {
        if (!tally.isStopped())
            tally.frameDone(writeFrame(root, frame, tally));
    });
    if (tally.failure())
        return *tally.failure();
    if (cancel.isCancelled())
        return Error{ErrorCode::Cancelled, pathToText(root), {}, nullptr};
    return {};
}

Result<QByteArray> nearCopyOf(const DemoFrame& frame, const QByteArray& picture)
{
    const QImage full = QImage::fromData(picture, "JPEG");
    const QImage smaller = full.scaledToWidth(full.width() * 3 / 4, Qt::SmoothTransformation);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!smaller.save(&buffer, "JPEG", kNearCopyQuality))
        return Error{ErrorCode::Internal, {}, QStringLiteral("cannot write a JPEG"), nullptr};
    return withShotData(bytes, frame.shot);
}

/// The files that make a shoot interesting to take in: copies, a sidecar, broken ones. They follow the last
/// frame.
Status writeOddFiles(const fs::path& root, const std::vector<DemoFrame>& frames, Tally& tally)
{
    const DemoFrame& original = frames[kPlainFrame];
    const DemoFrame& withRaw = frames[kRawFrame];
    const DemoFrame& last = frames.back();
    const QDateTime late = last.shot.taken.addSecs(60);
    SAFELIGHT_ASSIGN(const DemoFrameFiles files, renderFrame(original));
    SAFELIGHT_ASSIGN(const QByteArray smaller, nearCopyOf(original, files.picture));

    DemoShootSummary& summary = tally.summary();
    const fs::path folder = last.pictureName().parent_path();
    summary.original = original.pictureName();
    summary.exactCopy = folder / (original.stem() + "_COPY.JPG");
    summary.nearCopy = folder / (original.stem() + "_WEB.JPG");
    summary.sidecar = fs::path(withRaw.rawName()).replace_extension(".XMP");
    summary.truncated = folder / frameName(last.number + 1, ".JPG");
    summary.notAPicture = folder / frameName(last.number + 2, ".JPG");
    SAFELIGHT_TRY(tally.add(root, summary.exactCopy, files.picture, original.shot.taken));
    SAFELIGHT_TRY(tally.add(root, summary.nearCopy, smaller, late));
    SAFELIGHT_TRY(tally.add(root, summary.sidecar, demoSidecar(), withRaw.shot.taken));
    // Half of a picture of its own, as a card leaves it that was pulled out too early.
    DemoFrame cut = last;
    cut.seed += 1;
    cut.isPng = false;
    SAFELIGHT_ASSIGN(const DemoFrameFiles whole, renderFrame(cut));
    SAFELIGHT_TRY(tally.add(root, summary.truncated, whole.picture.first(whole.picture.size() / 2), late));
    const QByteArray note =
        QByteArrayLiteral("Not a picture: a note that somebody saved under a picture's name.\n");
    return tally.add(root, summary.notAPicture, note, late);
}

Status prepareFolder(const fs::path& folder, const std::vector<DemoFrame>& frames)
{
    std::error_code failure;
    if (fs::exists(folder, failure) && !fs::is_empty(folder, failure) && !failure)
        return Error{ErrorCode::AlreadyExists, pathToText(folder), QStringLiteral("the folder is not empty"),
                     nullptr};
    for (const DemoFrame& frame : frames) {
        if (!failure)
            fs::create_directories((folder / frame.pictureName()).parent_path(), failure);
    }
    if (failure)
        return errorFromErrno(failure.value(), pathToText(folder), ErrorCode::WriteFailed);
    return {};
}

} // namespace

Result<DemoShootSummary> makeDemoShoot(const std::filesystem::path& folder, const DemoShootOptions& options)
{
    const bool isTooSmall =
        options.size.width() < kSmallest.width() || options.size.height() < kSmallest.height();
    if (options.count < kFewestFrames || options.count > kMostFrames || isTooSmall)
        return Error{ErrorCode::InvalidArgument, pathToText(folder), QStringLiteral("count or size"),
                     nullptr};

    const std::vector<DemoFrame> frames = planFrames(options.count, options.size, options.seed);
    SAFELIGHT_TRY(prepareFolder(folder, frames));
    Tally tally(options);
    SAFELIGHT_TRY(writeFrames(folder, frames, tally, options.cancel));
    SAFELIGHT_TRY(writeOddFiles(folder, frames, tally));
    DemoShootSummary summary = tally.summary();
    for (const DemoFrame& frame : frames) {
        summary.rawPairs += frame.hasRaw ? 1 : 0;
        summary.pngs += frame.isPng ? 1 : 0;
    }
    return summary;
}

} // namespace safelight
