#include "ui/widgets/ingestpage.h"

#include "base/pathtext.h"
#include "ui/librarycontroller.h"
#include "ui/models/ingestresultmodel.h"
#include "ui/symbols.h"
#include "ui/widgets/tables.h"
#include "ui/widgets/verdictbanner.h"
#include "ui/words/ingesttext.h"
#include "ui/words/progresstext.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableView>

#include <algorithm>

namespace safelight {

namespace {

constexpr int kAnyOutcome = -1;

bool contains(const std::filesystem::path& folder, const std::filesystem::path& file)
{
    const auto relative = file.lexically_normal().lexically_relative(folder.lexically_normal());
    return !relative.empty() && *relative.begin() != "..";
}

} // namespace

IngestRequest retryOf(const IngestRequest& request, const QStringList& failedPaths)
{
    IngestRequest retry = request;
    std::erase_if(retry.sources, [&](const std::filesystem::path& source) {
        return std::ranges::none_of(
            failedPaths, [&](const QString& failed) { return contains(source, pathFromText(failed)); });
    });
    return retry;
}

IngestPage::IngestPage(LibraryController& library, QWidget* parent)
    : QWidget(parent),
      m_library(library),
      m_model(new IngestResultModel(this)),
      m_filter(new IngestResultFilter(*m_model, this)),
      m_title(new QLabel(this)),
      m_outcome(new QComboBox(this)),
      m_retry(new QPushButton(symbol(QStringLiteral("retry")), tr("Retry failed"), this)),
      m_show(new QPushButton(tr("Show project"), this)),
      m_table(new QTableView(this)),
      m_verdict(new VerdictBanner(library, this))
{
    makeBar();
    prepareTable(*m_table);
    m_table->setModel(m_filter);
    m_table->setAccessibleName(tr("Results of the last ingest"));
    m_table->setTextElideMode(Qt::ElideMiddle);
    setColumnWidths(*m_table, {100, 430, 330, 160});
    connect(&library, &LibraryController::taskStarted, this, &IngestPage::follow);
    connect(m_model, &IngestResultModel::countsChanged, this, &IngestPage::tell);
    connect(m_verdict, &VerdictBanner::receiptRequested, this, &IngestPage::receiptRequested);
    tell();
}

void IngestPage::makeBar()
{
    m_title->setTextFormat(Qt::PlainText);
    m_title->setObjectName(QStringLiteral("quiet"));
    m_outcome->setAccessibleName(tr("Which files"));
    m_outcome->setToolTip(tr("Which files are listed"));
    m_outcome->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_outcome->addItem(tr("All files"), kAnyOutcome);
    for (const auto outcome : {IngestOutcome::Imported, IngestOutcome::Duplicate, IngestOutcome::Conflict,
                               IngestOutcome::Skipped, IngestOutcome::Failed})
        m_outcome->addItem(QString(), static_cast<int>(outcome));
    m_retry->setToolTip(tr("Try the files that failed once more"));
    m_show->setToolTip(tr("Show the project that the photos went to"));
    connect(m_outcome, &QComboBox::currentIndexChanged, this, [this] {
        const int value = m_outcome->currentData().toInt();
        m_filter->setOutcome(value == kAnyOutcome ? std::nullopt
                                                  : std::optional(static_cast<IngestOutcome>(value)));
    });
    connect(m_retry, &QPushButton::clicked, this,
            [this] { Q_EMIT retryRequested(retryOf(m_request, m_model->failedPaths())); });
    connect(m_show, &QPushButton::clicked, this, [this] { Q_EMIT projectRequested(m_request.projectName); });
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(10, 6, 10, 6);
    bar->setSpacing(8);
    bar->addWidget(m_outcome);
    bar->addWidget(m_title, 1);
    bar->addWidget(m_show);
    bar->addWidget(m_retry);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_verdict);
    column->addLayout(bar);
    column->addWidget(m_table, 1);
}

void IngestPage::follow(Task* task)
{
    if (task->kind() != Task::Kind::Ingest)
        return;
    m_request = task->request().value<IngestRequest>();
    m_isRunning = true;
    m_model->clear();
    m_verdict->setReceipts({});
    m_outcome->setCurrentIndex(0);
    connect(task, &Task::itemsIngested, m_model, &IngestResultModel::add);
    connect(task, &Task::finished, this, [this](const TaskResult& result) {
        m_isRunning = false;
        readReceipts(result.summary);
        // What needs a person comes first.
        if (m_model->count(IngestOutcome::Failed) > 0)
            m_outcome->setCurrentIndex(m_outcome->findData(static_cast<int>(IngestOutcome::Failed)));
        tell();
    });
}

void IngestPage::readReceipts(const QJsonObject& summary)
{
    QVector<ReceiptId> ids;
    for (const auto& id : summary[u"receipts"].toArray())
        ids += ReceiptId{id.toInteger()};
    if (ids.isEmpty())
        return;
    m_library.read(
        this, [ids](CatalogReader& reader) { return reader.receipts(ids); },
        [this](const Result<QVector<ReceiptEntry>>& receipts) {
            // Meanwhile another one may have begun. What cannot be read is no verdict.
            if (receipts && !m_isRunning)
                m_verdict->setReceipts(*receipts);
        });
}

void IngestPage::tell()
{
    for (int i = 1; i < m_outcome->count(); ++i) {
        const auto outcome = static_cast<IngestOutcome>(m_outcome->itemData(i).toInt());
        m_outcome->setItemText(i,
                               tr("%1 (%2)").arg(outcomeText(outcome), countText(m_model->count(outcome))));
    }
    m_outcome->setItemText(0, tr("All files (%1)").arg(countText(m_model->total())));
    if (m_request.projectName.isEmpty())
        m_title->setText(tr("Nothing was taken in since the start."));
    else
        m_title->setText(tr("Taken in to “%1”").arg(displayText(m_request.projectName)));
    m_show->setEnabled(!m_request.projectName.isEmpty());
    m_retry->setEnabled(!m_isRunning && m_model->count(IngestOutcome::Failed) > 0);
}

} // namespace safelight
