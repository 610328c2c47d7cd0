#include "ui/thumbnailloader.h"

#include "media/derivativestore.h"

#include <QImage>

#include <algorithm>
#include <array>

namespace safelight {

namespace {

constexpr int kCacheKiB = 96 * 1024;
constexpr int kThreads = 2;
/// More than any screen shows; older wishes have been scrolled away.
constexpr int kMostWantedThumbnails = 400;
constexpr int kBytesPerKiB = 1024;

/// Sizes that are made, so that a slider's every pixel does not load everything anew.
constexpr std::array kEdges = {96, 160, 256, 384, kThumbnailLongSide};

int edgeFor(int devicePixels)
{
    const auto* const fitting = std::ranges::lower_bound(kEdges, devicePixels);
    return fitting == kEdges.end() ? kEdges.back() : *fitting;
}

QImage loadScaled(const std::filesystem::path& folder, const QByteArray& key, int edge)
{
    auto image = DerivativeStore::thumbnails(folder).load(key);
    if (!image)
        return {};
    const bool isLarger = std::max(image->width(), image->height()) > edge;
    QImage shown = isLarger ? image->scaled(edge, edge, Qt::KeepAspectRatio, Qt::SmoothTransformation)
                            : *std::move(image);
    // The format that is painted without a conversion on the GUI thread.
    return std::move(shown).convertToFormat(QImage::Format_RGB32);
}

} // namespace

ThumbnailLoader::ThumbnailLoader(QObject* parent) : QObject(parent), m_edge(kEdges[2]), m_cache(kCacheKiB)
{
    m_pool.setMaxThreadCount(kThreads);
    m_pool.setThreadPriority(QThread::LowPriority);
}

ThumbnailLoader::~ThumbnailLoader()
{
    m_pool.clear();
    m_pool.waitForDone();
}

void ThumbnailLoader::setFolder(const std::filesystem::path& folder)
{
    m_folder = folder;
    ++m_generation;
    m_cache.clear();
    m_missing.clear();
    m_wanted.clear();
    m_underWay.clear();
}

void ThumbnailLoader::setEdge(int devicePixels)
{
    m_edge = edgeFor(devicePixels);
}

QPixmap ThumbnailLoader::thumbnail(const QByteArray& key)
{
    if (key.isEmpty() || m_folder.empty())
        return {};
    const Entry* entry = m_cache.object(key);
    if (!entry || entry->edge < m_edge)
        want(key);
    return entry ? entry->pixmap : QPixmap();
}

void ThumbnailLoader::forget(const QByteArray& key)
{
    m_missing.remove(key);
    m_cache.remove(key);
}

void ThumbnailLoader::want(const QByteArray& key)
{
    if (m_missing.contains(key) || m_underWay.contains(key))
        return;
    m_wanted.removeOne(key);
    m_wanted.append(key);
    if (m_wanted.size() > kMostWantedThumbnails)
        m_wanted.removeFirst();
    startNext();
}

void ThumbnailLoader::startNext()
{
    while (m_underWay.size() < kThreads && !m_wanted.isEmpty()) {
        const QByteArray key = m_wanted.takeLast();
        m_underWay.insert(key);
        m_pool.start([this, folder = m_folder, key, edge = m_edge, generation = m_generation] {
            const QImage image = loadScaled(folder, key, edge);
            QMetaObject::invokeMethod(
                this, [this, key, edge, generation, image] { take(key, edge, generation, image); },
                Qt::QueuedConnection);
        });
    }
}

void ThumbnailLoader::take(const QByteArray& key, int edge, int generation, const QImage& image)
{
    if (generation != m_generation)
        return; // of another library
    m_underWay.remove(key);
    if (image.isNull()) {
        m_missing.insert(key);
    } else {
        const qsizetype cost = std::max<qsizetype>(1, image.sizeInBytes() / kBytesPerKiB);
        m_cache.insert(key, new Entry{QPixmap::fromImage(image), edge}, cost);
    }
    startNext();
    Q_EMIT loaded(key);
}

} // namespace safelight
