#pragma once

#include "base/canceltoken.h"
#include "catalog/catalogreader.h"

#include <QImage>
#include <QObject>
#include <QThreadPool>

#include <filesystem>

namespace safelight {

/// Which picture of a photo is to be shown, and how large.
struct PictureRequest
{
    std::filesystem::path file; ///< empty: only the thumbnail
    QString fileName;           ///< carried; its extension tells the format
    int orientation = 1;
    int longSide = 0; ///< device pixels
    std::filesystem::path thumbnailFolder;
    QByteArray thumbnailKey; ///< shown until the file is decoded, or when it cannot be
    ByteCount memory;        ///< that decoding may take
    std::chrono::milliseconds time{0};
};

/// What to ask for to show a photo at `longSide` pixels: its JPEG, else its RAW, else another format, of
/// those that are there.
PictureRequest requestFor(const PhotoDetails& details, const std::filesystem::path& folder);

/// Decodes one picture at a time on a thread of its own. A newer request stops the older one, whose answer is
/// dropped.
class PictureLoader : public QObject
{
    Q_OBJECT

public:
    explicit PictureLoader(QObject* parent = nullptr);
    ~PictureLoader() override;

    void load(const PictureRequest& request);
    void stop();

Q_SIGNALS:
    /// At most twice for a request: the thumbnail, then the picture itself.
    void loaded(const QImage& image);
    /// There is nothing more to come, and nothing was loaded.
    void nothingToShow(const safelight::Error& reason);

private:
    void take(int generation, const QImage& image);

    int m_generation = 0;
    CancelToken m_cancel;
    QThreadPool m_pool; ///< last: ends its work before the rest goes
};

} // namespace safelight
