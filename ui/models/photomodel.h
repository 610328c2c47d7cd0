#pragma once

#include "catalog/catalogreader.h"
#include "ui/models/iddiff.h"

#include <QAbstractTableModel>
#include <QCache>
#include <QPixmap>
#include <QSet>
#include <QTimer>

#include <functional>
#include <optional>

namespace safelight {

class LibraryController;
class ThumbnailLoader;

/// The photos of a query, in its order: knows all ids (8 bytes a photo), and fetches rows and pictures as
/// they are looked at. Everything slow happens off the GUI thread; an answer to a question that is no longer
/// asked is dropped. What comes and goes is inserted and removed, so that selection and scroll position stay;
/// only another query resets.
class PhotoModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Kinds, Taken, Camera, Size, State, ColumnCount };
    enum Role {
        AvailabilityRole = Qt::UserRole + 1, ///< Availability; only of fetched rows
        ThumbnailRole,                       ///< QPixmap, null while there is none
    };

    PhotoModel(LibraryController& library, ThumbnailLoader& thumbnails, QObject* parent = nullptr);

    /// None: nothing is shown.
    void setQuery(const std::optional<PhotoQuery>& query);
    const std::optional<PhotoQuery>& query() const { return m_query; }
    /// Asks for the ids again, soon: photos may have come or gone.
    void refreshSoon();
    /// The ids of the query have not come yet.
    bool isLoading() const { return m_isLoading; }

    PhotoId photoAt(int row) const;
    int rowOf(PhotoId photo) const;
    /// Null while it is being fetched, which this asks for.
    const PhotoRow* photoRow(int row) const;
    QPixmap thumbnail(const PhotoRow& photo) const;
    /// True when the photo should have a thumbnail and the store has none.
    bool hasLostThumbnail(const PhotoRow& photo) const;

    /// Finds the next photo after `row`, or from the top, whose file name begins with `prefix`; `receive`
    /// gets its row, or is not called.
    void findByName(const QString& prefix, int row, std::function<void(int)> receive);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// All ids are there: after another query, and after each refresh.
    void loaded();
    void failed(const safelight::Error& error);

private:
    struct Listing
    {
        QVector<qint64> ids;
        RowsById rows;
        IdDiff diff;
    };

    void requestIds();
    void takeIds(Listing listing);
    void applyDiff(const Listing& listing);
    void wantPageOf(int row) const;
    void fetchWanted();
    void takeRows(const QVector<qint64>& asked, const QVector<PhotoRow>& photos);
    void noteCorrections(const QVector<Correction>& rows);
    void touch(const QVector<PhotoId>& photos);
    void noteThumbnail(const QByteArray& key);
    void emitChanged(QVector<int> rows, const QVector<int>& roles);
    QVariant text(const PhotoRow& photo, int column) const;
    QString toolTip(const PhotoRow& photo) const;

    LibraryController& m_library;
    ThumbnailLoader& m_thumbnails;
    std::optional<PhotoQuery> m_query;
    int m_generation = 0; ///< of the query
    bool m_isLoading = false;
    bool m_isRequesting = false;
    QVector<qint64> m_ids;
    RowsById m_rows;
    QTimer m_refresh;

    mutable QCache<qint64, PhotoRow> m_cache;
    mutable QVector<qint64> m_wanted; ///< newest last
    mutable QSet<qint64> m_wantedSet; ///< the same, and what is being fetched
    mutable QTimer m_fetch;
    mutable QMultiHash<QByteArray, qint64> m_awaitingThumbnail;
    bool m_isFetching = false;
};

/// The last part of a stem: what a cell has room for.
QString photoName(const QString& stem);

/// The state of a photo in a word or two; empty when it is fine.
QString photoStateText(const PhotoRow& photo);

} // namespace safelight
