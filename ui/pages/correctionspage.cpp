#include "ui/widgets/correctionspage.h"

#include "maintenance/correctionexport.h"
#include "ui/librarycontroller.h"
#include "ui/models/correctionmodel.h"
#include "ui/symbols.h"
#include "ui/widgets/badges.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/tables.h"
#include "ui/words/progresstext.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableView>

namespace safelight {

namespace {

constexpr int kEarlier = 20'000;
constexpr int kRowHeight = 28;

} // namespace

CorrectionsPage::CorrectionsPage(LibraryController& library, QWidget* parent)
    : QWidget(parent),
      m_library(library),
      m_model(new CorrectionModel(CorrectionModel::kMost, this)),
      m_filter(new CorrectionFilter(*m_model, this)),
      m_search(makeSearchField(tr("Filter by photo, file or project"), tr("Filter the corrections"),
                               tr("Show only corrections that contain this"), this)),
      m_change(new QComboBox(this)),
      m_count(new QLabel(this)),
      m_export(new QPushButton(symbol(QStringLiteral("export")), tr("Export as CSV…"), this)),
      m_table(new QTableView(this))
{
    makeBar();
    makeTable();
    connect(&library, &LibraryController::rowsCorrected, m_model, &CorrectionModel::add);
    connect(&library, &LibraryController::stateChanged, this, &CorrectionsPage::loadEarlier);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_filter, signal, this, &CorrectionsPage::tell);
    connect(m_filter, &QAbstractItemModel::modelReset, this, &CorrectionsPage::tell);
    tell();
}

void CorrectionsPage::makeBar()
{
    m_change->addItem(tr("All corrections"), static_cast<int>(CorrectionFilter::Change::Any));
    m_change->addItem(tr("Something is missing"), static_cast<int>(CorrectionFilter::Change::Lost));
    m_change->addItem(tr("Something was found"), static_cast<int>(CorrectionFilter::Change::Found));
    m_change->setAccessibleName(tr("Which corrections"));
    m_change->setToolTip(tr("Which corrections are shown"));
    m_count->setObjectName(QStringLiteral("quiet"));
    m_export->setToolTip(tr("Write the corrections that are shown to a file for a spreadsheet"));
    connect(m_search, &QLineEdit::textChanged, m_filter, &CorrectionFilter::setText);
    connect(m_search, &QLineEdit::textChanged, this, &CorrectionsPage::tell);
    connect(m_change, &QComboBox::currentIndexChanged, this, [this] {
        m_filter->setChange(static_cast<CorrectionFilter::Change>(m_change->currentData().toInt()));
        tell();
    });
    connect(m_export, &QPushButton::clicked, this, &CorrectionsPage::askWhereTo);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(10, 6, 10, 6);
    bar->setSpacing(8);
    bar->addWidget(m_change);
    bar->addWidget(m_search, 1);
    bar->addWidget(m_count);
    bar->addWidget(m_export);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_table, 1);
}

void CorrectionsPage::makeTable()
{
    prepareTable(*m_table, kRowHeight);
    m_table->setModel(m_filter);
    m_table->setAccessibleName(tr("Corrections"));
    using Model = CorrectionModel;
    m_table->setItemDelegateForColumn(Model::Before, new BadgeDelegate(Model::BeforeRole, -1, m_table));
    m_table->setItemDelegateForColumn(Model::After,
                                      new BadgeDelegate(Model::AfterRole, Model::BeforeRole, m_table));
    setColumnWidths(*m_table, {230, 76, 76, 320, 170, 150});
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        const Correction& row = m_model->correction(m_filter->mapToSource(index).row());
        Q_EMIT photoRequested(row.project, row.photo);
    });
}

void CorrectionsPage::loadEarlier()
{
    if (m_hasLoaded || m_library.state() != LibraryController::State::Open)
        return;
    m_hasLoaded = true;
    m_library.read(
        this, [](CatalogReader& reader) { return reader.latestCorrections(kEarlier); },
        [this](const Result<QVector<Correction>>& rows) {
            if (rows)
                m_model->addEarlier(*rows);
            else
                Q_EMIT failed(rows.error());
        });
}

void CorrectionsPage::tell()
{
    const int shown = m_filter->rowCount();
    const int all = m_model->rowCount();
    m_export->setEnabled(shown > 0);
    if (all == 0)
        m_count->setText(tr("No row was ever corrected."));
    else
        m_count->setText(shown == all ? tr("%Ln row(s)", nullptr, all)
                                      : tr("%1 of %2").arg(countText(shown), countText(all)));
}

void CorrectionsPage::askWhereTo()
{
    auto* dialog = new QFileDialog(this, tr("Export corrections"),
                                   QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation),
                                   tr("Comma-separated values (*.csv)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("corrections.csv"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &CorrectionsPage::exportTo);
    dialog->open();
}

void CorrectionsPage::exportTo(const QString& file)
{
    const QVector<Correction> rows = m_filter->corrections();
    m_library.runner().query(
        this,
        [path = std::filesystem::path(QFile::encodeName(file).toStdString()), rows] {
            // The dialog has asked whether a file that is there may be replaced.
            return exportCorrections(FileSystem::posix(), path, rows, Replace::OwnFile);
        },
        [this, file, count = static_cast<int>(rows.size())](const Status& written) {
            if (written)
                Q_EMIT exported(file, count);
            else
                Q_EMIT failed(written.error());
        });
}

} // namespace safelight
