#pragma once

#include "domain/project.h"

#include <QAbstractListModel>
#include <QVector>

namespace safelight {

/// The projects of the library, by name. A refresh keeps selection and scroll position.
class ProjectListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        CountRole = Qt::UserRole + 1, ///< text
        StateRole,                    ///< int, of ProjectState
        StateTextRole,                ///< empty while all is fine
    };

    explicit ProjectListModel(QObject* parent = nullptr) : QAbstractListModel(parent) {}

    void setProjects(const QVector<Project>& projects);
    const Project* project(int row) const;
    int rowOf(ProjectId id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    QString toolTip(const Project& project) const;

    QVector<Project> m_projects;
};

} // namespace safelight
