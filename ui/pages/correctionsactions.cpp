// What CorrectionsPage does with corrections: show, undo, export. Its making is in correctionspage.cpp.
#include "maintenance/correctionexport.h"
#include "ui/dialogs/questiondialog.h"
#include "ui/librarycontroller.h"
#include "ui/models/correctionhistory.h"
#include "ui/pages/correctionspage.h"
#include "ui/words/tasktext.h"

#include <QComboBox>
#include <QFileDialog>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableView>

#include <algorithm>

namespace safelight {

namespace {

constexpr int kExportPage = 2'000;

/// The kinds of which rows can be set back (maintenance/correctionundo.h).
bool canBeUndone(const Correction& row)
{
    return row.kind == CorrectionKind::Availability && !row.undoneAt.isValid();
}

/// Reads the pages of a query one after the other, newest first.
class PageReader
{
public:
    PageReader(CatalogReader& reader, CorrectionQuery query) : m_reader(reader), m_query(std::move(query)) {}

    Result<QVector<Correction>> next()
    {
        auto page = m_reader.corrections(m_query, m_before, kExportPage);
        if (page && !page->isEmpty())
            m_before = page->last().id;
        return page;
    }

private:
    CatalogReader& m_reader;
    CorrectionQuery m_query;
    std::optional<CorrectionId> m_before;
};

} // namespace

QVector<Correction> CorrectionsPage::chosen() const
{
    QVector<Correction> rows;
    for (const QItemSelectionRange& range : m_table->selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom() && range.left() == 0; ++row)
            rows += m_model->correction(row);
    }
    return rows;
}

/// The one job that the chosen rows are of, or that the filter shows.
std::optional<JobId> CorrectionsPage::chosenJob() const
{
    const QVector<Correction> rows = chosen();
    if (rows.isEmpty())
        return m_model->query().job;
    const JobId job = rows.first().job;
    const bool isOne = std::ranges::all_of(rows, [job](const Correction& row) { return row.job == job; });
    return isOne && job.isValid() ? std::optional(job) : std::nullopt;
}

void CorrectionsPage::enableActions()
{
    const QVector<Correction> rows = chosen();
    m_show->setEnabled(rows.size() == 1 && rows.first().photo.isValid());
    m_undo->setEnabled(std::ranges::any_of(rows, canBeUndone));
    m_undoJob->setEnabled(m_model->rowCount() > 0 && chosenJob().has_value());
    m_export->setEnabled(m_model->rowCount() > 0);
}

void CorrectionsPage::showChosenPhoto()
{
    const QVector<Correction> rows = chosen();
    if (!rows.isEmpty() && rows.first().photo.isValid())
        Q_EMIT photoRequested(rows.first().project, rows.first().photo);
}

void CorrectionsPage::undoChosen()
{
    UndoRequest request;
    for (const Correction& row : chosen()) {
        if (canBeUndone(row))
            request.corrections.push_back(row.id);
    }
    if (!request.corrections.empty())
        askToUndo(request, static_cast<int>(request.corrections.size()));
}

void CorrectionsPage::undoJob()
{
    if (const auto job = chosenJob())
        askToUndo({job, {}}, 0);
}

void CorrectionsPage::askToUndo(const UndoRequest& request, int count)
{
    const QString title = request.job
                              ? tr("Undo everything that job no. %1 has corrected?").arg(request.job->value)
                              : tr("Undo %Ln correction(s)?", nullptr, count);
    auto* dialog = new QuestionDialog(
        title,
        tr("The catalogue then says again what it said before, where it still says what the correction "
           "wrote. "
           "Rows that changed since, and photos or folders that were added, moved, renamed or removed, stay "
           "as "
           "they are.\n\nNo file is touched: the next check may well find the same again."),
        window());
    dialog->addAnswer(QStringLiteral("undo"), tr("Undo"), [this, request] { m_library.undo(request); });
    dialog->addAnswer(QStringLiteral("keep"), tr("Keep them"), {}, QuestionDialog::Weight::Preset);
    dialog->open();
}

void CorrectionsPage::sayUndone(const QJsonObject& summary)
{
    m_count->setText(undoSummaryText(summary));
}

void CorrectionsPage::askWhereTo()
{
    auto* dialog = new QFileDialog(this, tr("Export corrections"),
                                   QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    const QString csv = tr("Comma-separated values (*.csv)");
    const QString json = tr("JSON, one correction a line (*.json)");
    dialog->setNameFilters({csv, json});
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("corrections.csv"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, json](const QString& filter) {
        const bool isJson = filter == json;
        dialog->setDefaultSuffix(isJson ? QStringLiteral("json") : QStringLiteral("csv"));
        dialog->selectFile(isJson ? QStringLiteral("corrections.json") : QStringLiteral("corrections.csv"));
    });
    connect(dialog, &QFileDialog::fileSelected, this, &CorrectionsPage::exportTo);
    dialog->open();
}

void CorrectionsPage::exportTo(const QString& file)
{
    m_count->setText(tr("Writing…"));
    m_library.read(
        this,
        [path = std::filesystem::path(QFile::encodeName(file).toStdString()),
         query = m_model->query()](CatalogReader& reader) {
            PageReader pages(reader, query);
            // The dialog has asked whether a file that is there may be replaced.
            return exportCorrectionPages(
                FileSystem::posix(), path, [&pages] { return pages.next(); }, Replace::OwnFile);
        },
        [this, file](const Result<qint64>& written) {
            tell();
            if (written)
                Q_EMIT exported(file, static_cast<int>(*written));
            else
                Q_EMIT failed(written.error());
        });
}

} // namespace safelight
