#include "ui/models/photosearch.h"

#include <algorithm>

namespace safelight {

namespace {

constexpr qsizetype kSearchPage = 500;

bool beginsWith(const PhotoRow& photo, const QString& prefix)
{
    return QStringView(photo.stem)
        .sliced(photo.stem.lastIndexOf(u'/') + 1)
        .startsWith(prefix, Qt::CaseInsensitive);
}

/// The ids of the query in its order, beginning after the photo that the search goes on from.
Result<QVector<qint64>> orderFrom(CatalogReader& reader, const NameSearch& search)
{
    SAFELIGHT_ASSIGN(QVector<qint64> ids, reader.photoIds(search.within));
    const auto start = std::ranges::find(ids, search.after.value);
    if (start != ids.end())
        std::rotate(ids.begin(), start + 1, ids.end());
    return ids;
}

} // namespace

Result<PhotoId> findPhotoByName(CatalogReader& reader, const NameSearch& search)
{
    // The database narrows it down: only photos that have the text anywhere are read.
    PhotoQuery candidates = search.within;
    if (candidates.text.isEmpty())
        candidates.text = search.prefix;
    SAFELIGHT_ASSIGN(const QVector<qint64> found, reader.photoIds(candidates));
    const QSet<qint64> possible(found.begin(), found.end());
    SAFELIGHT_ASSIGN(QVector<qint64> ids, orderFrom(reader, search));
    ids.removeIf([&](qint64 id) { return !possible.contains(id); });
    for (qsizetype from = 0; from < ids.size(); from += kSearchPage) {
        const QVector<qint64> page = ids.mid(from, kSearchPage);
        SAFELIGHT_ASSIGN(const auto photos, reader.photoRows(page));
        QSet<qint64> fitting;
        for (const PhotoRow& photo : photos) {
            if (beginsWith(photo, search.prefix))
                fitting.insert(photo.id.value);
        }
        const auto first = std::ranges::find_if(page, [&](qint64 id) { return fitting.contains(id); });
        if (first != page.end())
            return PhotoId{*first};
    }
    return PhotoId{};
}

} // namespace safelight
