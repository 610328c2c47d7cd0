#include "ui/models/jobitemmodel.h"

#include "base/pathtext.h"
#include "ui/librarycontroller.h"
#include "ui/words/tasktext.h"

#include <algorithm>

namespace safelight {

JobItemModel::JobItemModel(LibraryController& library, JobItemState state, QObject* parent)
    : QAbstractTableModel(parent), m_library(library), m_state(state)
{
}

void JobItemModel::setJob(JobId job, std::optional<ProjectId> project)
{
    if (job == m_job && project == m_project)
        return;
    m_job = job;
    m_project = project;
    ++m_generation;
    beginResetModel();
    m_items.clear();
    m_last = {};
    m_isLoading = job.isValid(); // before a view asks for more
    m_isComplete = !job.isValid();
    endResetModel();
    if (job.isValid())
        readPage();
}

void JobItemModel::readMore()
{
    if (m_job.isValid() && m_isComplete && !m_isLoading)
        readPage();
}

void JobItemModel::readPage()
{
    m_isLoading = true;
    m_library.read(
        this,
        [job = m_job, state = m_state, last = m_last](CatalogReader& reader) {
            return reader.jobItems(job, state, last, kPage);
        },
        [this, generation = m_generation](const Result<QVector<JobItem>>& page) {
            if (generation != m_generation)
                return;
            m_isLoading = false;
            m_isComplete = !page || page->size() < kPage;
            if (page)
                take(*page);
            else
                Q_EMIT failed(page.error());
        });
}

void JobItemModel::take(const QVector<JobItem>& page)
{
    if (!page.isEmpty())
        m_last = page.last().id;
    QVector<JobItem> shown;
    std::ranges::copy_if(page, std::back_inserter(shown),
                         [this](const JobItem& item) { return !m_project || item.project == m_project; });
    if (!shown.isEmpty()) {
        const int first = rowCount();
        beginInsertRows({}, first, first + static_cast<int>(shown.size()) - 1);
        m_items += shown;
        endInsertRows();
    }
    Q_EMIT loaded();
    if (shown.isEmpty() && !m_isComplete)
        readPage(); // a whole page of other projects' items
}

bool JobItemModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && !m_isLoading && !m_isComplete;
}

void JobItemModel::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent))
        readPage();
}

int JobItemModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

int JobItemModel::columnCount(const QModelIndex& parent) const
{
    if (parent.isValid())
        return 0;
    return isProposal() ? ColumnCount : What + 1;
}

QVariant JobItemModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const JobItem& item = m_items[index.row()];
    const bool isAvailability =
        isProposal() && item.action == correctionKindName(CorrectionKind::Availability);
    switch (role) {
    case Qt::DisplayRole:
        return text(item, index.column());
    case Qt::ToolTipRole:
        return index.column() == What && !isProposal() && !item.message.isEmpty()
                   ? tr("%1\n(The system said: %2)").arg(itemReasonText(item), displayText(item.message))
                   : text(item, index.column());
    case BeforeRole:
        return isAvailability ? QVariant::fromValue(proposedCorrection(item).before) : QVariant();
    case AfterRole:
        return isAvailability ? QVariant::fromValue(proposedCorrection(item).after) : QVariant();
    default:
        return {};
    }
}

QString JobItemModel::text(const JobItem& item, int column) const
{
    switch (column) {
    case Subject:
        return displayText(item.subject);
    case Project: {
        const auto* project = item.project ? m_library.project(*item.project) : nullptr;
        return project ? displayText(project->name) : QString();
    }
    case What:
        return isProposal() ? correctionKindText(proposedCorrection(item)) : itemReasonText(item);
    case Before:
        return beforeText(proposedCorrection(item));
    case After:
        return afterText(proposedCorrection(item));
    default:
        return {};
    }
}

QVariant JobItemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Subject:
        return isProposal() ? tr("Photo") : tr("Item");
    case Project:
        return tr("Project");
    case What:
        return isProposal() ? tr("What would change") : tr("Why");
    case Before:
        return tr("Now");
    case After:
        return tr("Then");
    default:
        return {};
    }
}

} // namespace safelight
