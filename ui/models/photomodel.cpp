#include "ui/models/photomodel.h"

#include "base/pathtext.h"
#include "ui/librarycontroller.h"
#include "ui/models/kindstext.h"
#include "ui/models/photosearch.h"
#include "ui/thumbnailloader.h"
#include "ui/words/progresstext.h"

#include <QLocale>

#include <algorithm>

namespace safelight {

namespace {

constexpr int kRowPage = 128;         ///< rows that are fetched together
constexpr int kMostWantedRows = 1024; ///< asked for at once; older wishes have been scrolled away
constexpr int kMostAwaited = 2048;    ///< thumbnails that rows wait for
constexpr int kCachedRows = 20'000;
constexpr int kMostRanges = 256; ///< of a refresh; beyond that the changed part is replaced as a whole
constexpr std::chrono::milliseconds kPhotosDelay{350};

} // namespace

PhotoModel::PhotoModel(LibraryController& library, ThumbnailLoader& thumbnails, QObject* parent)
    : QAbstractTableModel(parent), m_library(library), m_thumbnails(thumbnails), m_cache(kCachedRows)
{
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(kPhotosDelay);
    connect(&m_refresh, &QTimer::timeout, this, &PhotoModel::requestIds);
    m_fetch.setSingleShot(true);
    m_fetch.setInterval(0);
    connect(&m_fetch, &QTimer::timeout, this, &PhotoModel::fetchWanted);
    connect(&thumbnails, &ThumbnailLoader::loaded, this, &PhotoModel::noteThumbnail);
    connect(&library, &LibraryController::photosPictured, this, &PhotoModel::touch);
    connect(&library, &LibraryController::itemsIngested, this, [this](const QVector<IngestItem>& items) {
        QVector<PhotoId> photos;
        for (const IngestItem& item : items)
            photos += item.photo;
        touch(photos);
        refreshSoon();
    });
    for (const auto signal : {&LibraryController::rowsCorrected, &LibraryController::correctionsUndone})
        connect(&library, signal, this, &PhotoModel::noteCorrections);
}

/// Photos may have come, gone, or got another name or other files; done or taken back, it is the same.
void PhotoModel::noteCorrections(const QVector<Correction>& rows)
{
    QVector<PhotoId> photos;
    for (const Correction& row : rows)
        photos += row.photo;
    touch(photos);
    refreshSoon();
}

void PhotoModel::setQuery(const std::optional<PhotoQuery>& query)
{
    if (query == m_query)
        return;
    m_query = query;
    ++m_generation;
    beginResetModel();
    m_ids.clear();
    m_rows.clear();
    m_cache.clear();
    m_wanted.clear();
    m_wantedSet.clear();
    m_awaitingThumbnail.clear();
    m_isFetching = false;
    m_isRequesting = false;
    m_isLoading = m_query.has_value();
    endResetModel();
    requestIds();
}

void PhotoModel::refreshSoon()
{
    if (m_query && !m_refresh.isActive())
        m_refresh.start();
}

void PhotoModel::requestIds()
{
    if (!m_query)
        return;
    if (m_isRequesting) {
        m_refresh.start();
        return;
    }
    m_isRequesting = true;
    const auto list = [query = *m_query, before = m_ids](CatalogReader& reader) -> Result<Listing> {
        Listing listing;
        SAFELIGHT_ASSIGN(listing.ids, reader.photoIds(query));
        listing.rows = rowsById(listing.ids);
        listing.diff = diffIds(before, listing.ids, listing.rows, kMostRanges);
        return listing;
    };
    m_library.read(this, list, [this, generation = m_generation](Result<Listing> listing) {
        if (generation != m_generation)
            return;
        m_isRequesting = false;
        m_isLoading = false;
        if (listing)
            takeIds(*std::move(listing));
        else
            Q_EMIT failed(listing.error());
    });
}

void PhotoModel::takeIds(Listing listing)
{
    applyDiff(listing);
    m_ids = std::move(listing.ids);
    m_rows = std::move(listing.rows);
    Q_EMIT loaded();
}

void PhotoModel::applyDiff(const Listing& listing)
{
    for (const RowRange& range : listing.diff.removals) {
        beginRemoveRows({}, range.first, range.first + range.count - 1);
        m_ids.remove(range.first, range.count);
        endRemoveRows();
    }
    for (const RowRange& range : listing.diff.insertions) {
        beginInsertRows({}, range.first, range.first + range.count - 1);
        m_ids.insert(range.first, range.count, 0);
        std::copy_n(listing.ids.begin() + range.first, range.count, m_ids.begin() + range.first);
        endInsertRows();
    }
}

PhotoId PhotoModel::photoAt(int row) const
{
    return row >= 0 && row < m_ids.size() ? PhotoId{m_ids[row]} : PhotoId{};
}

int PhotoModel::rowOf(PhotoId photo) const
{
    const int row = m_rows.value(photo.value, -1);
    return row < m_ids.size() && row >= 0 && m_ids[row] == photo.value ? row : -1;
}

const PhotoRow* PhotoModel::photoRow(int row) const
{
    if (row < 0 || row >= m_ids.size())
        return nullptr;
    const PhotoRow* photo = m_cache.object(m_ids[row]);
    if (!photo)
        wantPageOf(row);
    return photo;
}

void PhotoModel::wantPageOf(int row) const
{
    if (m_wantedSet.contains(m_ids[row]))
        return;
    const qsizetype first = row - row % kRowPage;
    const qsizetype end = std::min<qsizetype>(first + kRowPage, m_ids.size());
    for (qsizetype i = first; i < end; ++i) {
        const qint64 id = m_ids[i];
        if (!m_cache.contains(id) && !m_wantedSet.contains(id)) {
            m_wanted.append(id);
            m_wantedSet.insert(id);
        }
    }
    if (!m_fetch.isActive())
        m_fetch.start();
}

void PhotoModel::fetchWanted()
{
    if (m_isFetching || m_wanted.isEmpty())
        return;
    const qsizetype count = std::min<qsizetype>(kMostWantedRows, m_wanted.size());
    const QVector<qint64> ids = m_wanted.last(count);
    // What is given up is read anew when it is looked at again.
    for (qsizetype i = 0; i < m_wanted.size() - count; ++i)
        m_cache.remove(m_wanted[i]);
    m_wanted.clear();
    m_wantedSet = QSet<qint64>(ids.begin(), ids.end());
    m_isFetching = true;
    m_library.read(
        this, [ids](CatalogReader& reader) { return reader.photoRows(ids); },
        [this, ids, generation = m_generation](const Result<QVector<PhotoRow>>& photos) {
            if (generation != m_generation)
                return;
            m_isFetching = false;
            if (photos)
                takeRows(ids, *photos);
            else
                Q_EMIT failed(photos.error());
            fetchWanted();
        });
}

void PhotoModel::takeRows(const QVector<qint64>& asked, const QVector<PhotoRow>& photos)
{
    // What was asked for again while this was under way stays wanted.
    const QSet<qint64> again(m_wanted.begin(), m_wanted.end());
    for (const qint64 id : asked) {
        if (!again.contains(id))
            m_wantedSet.remove(id);
    }
    QVector<int> rows;
    for (const PhotoRow& photo : photos) {
        m_cache.insert(photo.id.value, new PhotoRow(photo));
        rows += rowOf(photo.id);
    }
    emitChanged(std::move(rows), {});
}

void PhotoModel::touch(const QVector<PhotoId>& photos)
{
    // The old row is shown until the new one comes; what nobody has looked at need not be fetched.
    for (const PhotoId photo : photos) {
        const PhotoRow* known = m_cache.object(photo.value);
        if (!known && !m_wantedSet.contains(photo.value))
            continue;
        if (known)
            m_thumbnails.forget(known->thumbnailKey);
        m_wanted.append(photo.value);
        m_wantedSet.insert(photo.value);
    }
    if (!m_wanted.isEmpty() && !m_fetch.isActive())
        m_fetch.start();
}

QPixmap PhotoModel::thumbnail(const PhotoRow& photo) const
{
    if (photo.thumbnail != DerivativeStatus::Ready)
        return {};
    QPixmap pixmap = m_thumbnails.thumbnail(photo.thumbnailKey);
    if (m_thumbnails.isComing(photo.thumbnailKey) &&
        !m_awaitingThumbnail.contains(photo.thumbnailKey, photo.id.value))
        m_awaitingThumbnail.insert(photo.thumbnailKey, photo.id.value);
    return pixmap;
}

bool PhotoModel::hasLostThumbnail(const PhotoRow& photo) const
{
    return photo.thumbnail == DerivativeStatus::Ready && m_thumbnails.isMissing(photo.thumbnailKey);
}

void PhotoModel::noteThumbnail(const QByteArray& key)
{
    QVector<int> rows;
    for (const qint64 id : m_awaitingThumbnail.values(key))
        rows += rowOf({id});
    m_awaitingThumbnail.remove(key);
    if (m_awaitingThumbnail.size() > kMostAwaited && !m_ids.isEmpty()) {
        // Given up by the loader while they were scrolled past: who still sees one asks again.
        m_awaitingThumbnail.clear();
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {ThumbnailRole});
        return;
    }
    emitChanged(std::move(rows), {ThumbnailRole, Qt::DecorationRole});
}

void PhotoModel::emitChanged(QVector<int> rows, const QVector<int>& roles)
{
    rows.removeAll(-1);
    std::ranges::sort(rows);
    for (qsizetype from = 0; from < rows.size();) {
        qsizetype to = from;
        while (to + 1 < rows.size() && rows[to + 1] <= rows[to] + 1)
            ++to;
        Q_EMIT dataChanged(index(rows[from], 0), index(rows[to], ColumnCount - 1), roles);
        from = to + 1;
    }
}

void PhotoModel::findByName(const QString& prefix, int row, std::function<void(int)> receive)
{
    if (!m_query || prefix.isEmpty())
        return;
    const NameSearch search{*m_query, prefix, photoAt(row)};
    m_library.read(
        this, [search](CatalogReader& reader) { return findPhotoByName(reader, search); },
        [this, receive = std::move(receive), generation = m_generation](const Result<PhotoId>& found) {
            if (generation == m_generation && found && rowOf(*found) >= 0)
                receive(rowOf(*found));
        });
}

int PhotoModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

int PhotoModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PhotoModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment(Qt::AlignVCenter | (index.column() == Size ? Qt::AlignRight : Qt::AlignLeft)));
    const bool isOfRow = role == Qt::DisplayRole || role == Qt::ToolTipRole ||
                         role == Qt::AccessibleTextRole || role == AvailabilityRole || role == ThumbnailRole;
    const PhotoRow* photo = isOfRow ? photoRow(index.row()) : nullptr;
    if (!photo)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(*photo, index.column());
    case Qt::ToolTipRole:
        return toolTip(*photo);
    case Qt::AccessibleTextRole:
        return index.column() == Name ? QVariant(toolTip(*photo)) : text(*photo, index.column());
    case AvailabilityRole:
        return QVariant::fromValue(photo->available);
    case ThumbnailRole:
        return thumbnail(*photo);
    default:
        return {};
    }
}

QVariant PhotoModel::text(const PhotoRow& photo, int column) const
{
    switch (column) {
    case Name:
        return displayText(photo.stem);
    case Kinds:
        return kindsText(photo.available);
    case Taken:
        return QLocale().toString(photo.taken, QStringLiteral("yyyy-MM-dd  HH:mm:ss"));
    case Camera:
        return photo.camera;
    case Size:
        return photo.size.value > 0 ? sizeText(photo.size) : QString();
    case State:
        return photoStateText(photo);
    default:
        return {};
    }
}

QString PhotoModel::toolTip(const PhotoRow& photo) const
{
    QStringList lines = {displayText(photo.stem)};
    for (const int column : {Taken, Camera, Size, State}) {
        const QString line = text(photo, column).toString();
        if (!line.isEmpty())
            lines += line;
    }
    return lines.join(u'\n');
}

QVariant PhotoModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && section == Size)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | Qt::AlignRight));
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Photo");
    case Kinds:
        return tr("Files");
    case Taken:
        return tr("Taken");
    case Camera:
        return tr("Camera");
    case Size:
        return tr("Size");
    case State:
        return tr("State");
    default:
        return {};
    }
}

QString photoName(const QString& stem)
{
    return displayText(QStringView(stem).sliced(stem.lastIndexOf(u'/') + 1));
}

QString photoStateText(const PhotoRow& photo)
{
    if (!photo.available.any())
        return PhotoModel::tr("missing");
    if (photo.isVideo)
        return PhotoModel::tr("video");
    switch (photo.thumbnail) {
    case DerivativeStatus::Pending:
        return PhotoModel::tr("thumbnail to come");
    case DerivativeStatus::Unsupported:
        return PhotoModel::tr("no preview for this format");
    case DerivativeStatus::Failed:
        return PhotoModel::tr("damaged");
    case DerivativeStatus::Ready:
        return photo.damage.isEmpty() ? QString() : PhotoModel::tr("damaged in part");
    }
    return {};
}

} // namespace safelight
