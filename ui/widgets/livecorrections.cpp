#include "ui/widgets/livecorrections.h"

#include "ui/librarycontroller.h"
#include "ui/models/correctionmodel.h"
#include "ui/symbols.h"
#include "ui/widgets/badges.h"
#include "ui/widgets/tables.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

namespace safelight {

namespace {

constexpr int kEarlier = 500;

} // namespace

LiveCorrections::LiveCorrections(LibraryController& library, QWidget* parent)
    : QWidget(parent),
      m_library(library),
      m_model(new CorrectionModel(CorrectionModel::kMost, this)),
      m_count(new QLabel(this)),
      m_page(new QPushButton(symbol(QStringLiteral("corrections")), tr("All corrections"), this)),
      m_table(new QTableView(this))
{
    m_count->setObjectName(QStringLiteral("quiet"));
    m_page->setToolTip(tr("Filter, undo and export corrections on their page (Ctrl+4)"));
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(10, 6, 10, 6);
    bar->addWidget(m_count, 1);
    bar->addWidget(m_page);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_table, 1);
    prepareTable(*m_table);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Latest corrections"));
    prepareCorrectionTable(*m_table);
    connect(m_page, &QPushButton::clicked, this, &LiveCorrections::pageRequested);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        const Correction& row = m_model->correction(index.row());
        Q_EMIT photoRequested(row.project, row.photo);
    });
    connect(&library, &LibraryController::rowsCorrected, m_model, &CorrectionModel::add);
    connect(&library, &LibraryController::correctionsUndone, m_model, &CorrectionModel::markUndone);
    connect(&library, &LibraryController::stateChanged, this, &LiveCorrections::loadEarlier);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_model, signal, this, &LiveCorrections::tell);
    tell();
}

void LiveCorrections::loadEarlier()
{
    if (m_hasLoaded || m_library.state() != LibraryController::State::Open)
        return;
    m_hasLoaded = true;
    m_library.read(
        this, [](CatalogReader& reader) { return reader.corrections({}, std::nullopt, kEarlier); },
        [this](const Result<QVector<Correction>>& rows) {
            if (rows)
                m_model->append(*rows);
            else
                Q_EMIT failed(rows.error());
        });
}

void LiveCorrections::tell()
{
    const int count = m_model->rowCount();
    m_count->setText(count == 0 ? tr("No row was ever corrected.")
                                : tr("The latest %Ln correction(s)", nullptr, count));
}

} // namespace safelight
