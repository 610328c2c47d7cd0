#include "ui/models/projectlistmodel.h"

#include "base/pathtext.h"
#include "ui/models/iddiff.h"
#include "ui/words/progresstext.h"

#include <algorithm>
#include <limits>

namespace safelight {

namespace {

QVector<qint64> idsOf(const QVector<Project>& projects)
{
    QVector<qint64> ids;
    for (const Project& project : projects)
        ids += project.id.value;
    return ids;
}

} // namespace

void ProjectListModel::setProjects(const QVector<Project>& projects)
{
    const QVector<qint64> ids = idsOf(projects);
    const IdDiff diff = diffIds(idsOf(m_projects), ids, rowsById(ids), std::numeric_limits<int>::max());
    for (const RowRange& range : diff.removals) {
        beginRemoveRows({}, range.first, range.first + range.count - 1);
        m_projects.remove(range.first, range.count);
        endRemoveRows();
    }
    for (const RowRange& range : diff.insertions) {
        beginInsertRows({}, range.first, range.first + range.count - 1);
        for (int row = range.first; row < range.first + range.count; ++row)
            m_projects.insert(row, projects[row]);
        endInsertRows();
    }
    m_projects = projects;
    if (!m_projects.isEmpty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

const Project* ProjectListModel::project(int row) const
{
    return row >= 0 && row < m_projects.size() ? &m_projects[row] : nullptr;
}

int ProjectListModel::rowOf(ProjectId id) const
{
    const auto found = std::ranges::find(m_projects, id, &Project::id);
    return found == m_projects.end() ? -1 : static_cast<int>(found - m_projects.begin());
}

int ProjectListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_projects.size());
}

QVariant ProjectListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Project& row = m_projects[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return displayText(row.name);
    case CountRole:
        return countText(row.photoCount);
    case StateRole:
        return static_cast<int>(row.state);
    case StateTextRole:
        switch (row.state) {
        case ProjectState::Fine:
            return QString();
        case ProjectState::Corrected:
            return tr("corrected");
        case ProjectState::Offline:
            return tr("offline");
        case ProjectState::Gone:
            return tr("gone");
        }
        return QString();
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return toolTip(row);
    default:
        return {};
    }
}

QString ProjectListModel::toolTip(const Project& project) const
{
    QString text =
        displayText(project.name) + u'\n' + tr("%n photo(s)", nullptr, static_cast<int>(project.photoCount));
    switch (project.state) {
    case ProjectState::Fine:
        break;
    case ProjectState::Corrected:
        text += u'\n' + tr("The last check corrected rows of this project.");
        break;
    case ProjectState::Offline:
        text += u'\n' + tr("Its folder is not there: connect its disk, or put it back.");
        break;
    case ProjectState::Gone:
        text += u'\n' +
                tr("Its folder is gone, though the place where it lay is there. Put it back, or remove the "
                   "project.");
        break;
    }
    if (project.checkedAt.isValid())
        text +=
            u'\n' + tr("Last checked %1")
                        .arg(project.checkedAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")));
    return text;
}

} // namespace safelight
