#pragma once

#include "catalog/catalogreader.h"
#include "ui/models/correctionmodel.h"

namespace safelight {

class LibraryController;

/// The corrections that a query shows, newest first: read a page at a time as they are scrolled to, with new
/// ones on top as they arrive. Everything is read off the GUI thread; an answer to a question that is no
/// longer asked is dropped.
class CorrectionHistory : public CorrectionModel
{
    Q_OBJECT

public:
    explicit CorrectionHistory(LibraryController& library, QObject* parent = nullptr);

    /// Reads anew, also when it is the same query.
    void setQuery(const CorrectionQuery& query);
    const CorrectionQuery& query() const { return m_query; }
    bool isLoading() const { return m_isLoading; }
    /// Everything that the query shows is there.
    bool isComplete() const { return m_isComplete; }

    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    static constexpr int kPage = 500;
    /// Rows that are held; who wants to see older ones narrows the query.
    static constexpr int kMostHeld = 100'000;

Q_SIGNALS:
    void loaded();
    void failed(const safelight::Error& error);

private:
    bool shows(const Correction& row) const;
    void takeLive(const QVector<Correction>& rows);
    void readPage();

    LibraryController& m_library;
    CorrectionQuery m_query;
    std::optional<CorrectionId> m_oldest; ///< of the pages that were read
    int m_generation = 0;                 ///< of the query
    bool m_isLoading = false;
    bool m_isComplete = false;
};

} // namespace safelight
