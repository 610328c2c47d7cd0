#include "ui/models/correctionhistory.h"

#include "ui/librarycontroller.h"

#include <algorithm>

namespace safelight {

CorrectionHistory::CorrectionHistory(LibraryController& library, QObject* parent)
    : CorrectionModel(kMostHeld, parent), m_library(library)
{
    connect(&library, &LibraryController::rowsCorrected, this, &CorrectionHistory::takeLive);
    connect(&library, &LibraryController::correctionsUndone, this, &CorrectionModel::markUndone);
}

void CorrectionHistory::setQuery(const CorrectionQuery& query)
{
    m_query = query;
    ++m_generation;
    m_oldest.reset();
    m_isLoading = m_library.state() == LibraryController::State::Open; // before a view asks for more
    m_isComplete = !m_isLoading;
    clear();
    if (m_isLoading)
        readPage();
}

bool CorrectionHistory::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && !m_isLoading && !m_isComplete && rowCount() < most();
}

void CorrectionHistory::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent))
        readPage();
}

void CorrectionHistory::readPage()
{
    m_isLoading = true;
    m_library.read(
        this,
        [query = m_query, before = m_oldest](CatalogReader& reader) {
            return reader.corrections(query, before, kPage);
        },
        [this, generation = m_generation](const Result<QVector<Correction>>& page) {
            if (generation != m_generation)
                return;
            m_isLoading = false;
            if (!page) {
                m_isComplete = true; // or the view would ask again and again
                Q_EMIT failed(page.error());
                return;
            }
            m_isComplete = page->size() < kPage;
            if (!page->isEmpty())
                m_oldest = page->last().id;
            append(*page);
            Q_EMIT loaded();
        });
}

bool CorrectionHistory::shows(const Correction& row) const
{
    if ((m_query.project && row.project != *m_query.project) || (m_query.job && row.job != *m_query.job) ||
        (m_query.kind && row.kind != *m_query.kind))
        return false;
    if (m_query.isUndone && row.undoneAt.isValid() != *m_query.isUndone)
        return false;
    if (m_query.text.isEmpty())
        return true;
    const auto contains = [this](const QString& text) {
        return text.contains(m_query.text, Qt::CaseInsensitive);
    };
    return contains(row.stem) || contains(row.projectName) || contains(row.beforeText) ||
           contains(row.afterText) ||
           std::ranges::any_of(row.files, [&](const FileChange& file) { return contains(file.name); });
}

void CorrectionHistory::takeLive(const QVector<Correction>& rows)
{
    QVector<Correction> shown;
    std::ranges::copy_if(rows, std::back_inserter(shown),
                         [this](const Correction& row) { return shows(row); });
    add(shown);
}

} // namespace safelight
