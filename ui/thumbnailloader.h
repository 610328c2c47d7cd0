#pragma once

#include <QByteArray>
#include <QCache>
#include <QObject>
#include <QPixmap>
#include <QSet>
#include <QThreadPool>

#include <filesystem>

namespace safelight {

/// Thumbnails for the views: loaded, decoded and scaled on threads of its own, newest wish first, and kept in
/// a bounded cache. GUI thread.
class ThumbnailLoader : public QObject
{
    Q_OBJECT

public:
    explicit ThumbnailLoader(QObject* parent = nullptr);
    ~ThumbnailLoader() override;

    /// The store's folder; what was loaded from another one is forgotten.
    void setFolder(const std::filesystem::path& folder);
    /// How large the pictures are shown, in device pixels of the longer side. Smaller ones stay in use until
    /// the larger come.
    void setEdge(int devicePixels);

    /// What is there now (null: nothing yet); asks for what is missing or too small. `loaded` follows.
    QPixmap thumbnail(const QByteArray& key);
    /// There is none in the store, or it cannot be read.
    bool isMissing(const QByteArray& key) const { return m_missing.contains(key); }
    /// Asked for and not there yet: `loaded` follows, unless so much else is asked for that this is given up.
    bool isComing(const QByteArray& key) const { return m_underWay.contains(key) || m_wanted.contains(key); }
    /// To be looked for again: it may have been made in the meantime.
    void forget(const QByteArray& key);

Q_SIGNALS:
    void loaded(const QByteArray& key);

private:
    struct Entry
    {
        QPixmap pixmap;
        int edge = 0; ///< it was asked for at this size
    };

    void want(const QByteArray& key);
    void startNext();
    void take(const QByteArray& key, int edge, int generation, const QImage& image);

    std::filesystem::path m_folder;
    int m_edge;
    int m_generation = 0;
    QCache<QByteArray, Entry> m_cache; ///< cost in KiB
    QList<QByteArray> m_wanted;        ///< newest last
    QSet<QByteArray> m_underWay;
    QSet<QByteArray> m_missing;
    QThreadPool m_pool; ///< last: ends its work before the rest goes
};

} // namespace safelight
