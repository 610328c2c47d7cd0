#pragma once

#include "ui/dialogs/sourcecounting.h"
#include "ui/libraryactions.h"

#include <QDialog>

class QButtonGroup;
class QComboBox;
class QLabel;
class QPushButton;
class QRadioButton;
class QToolButton;

namespace safelight {

/// Asks where dropped pictures go and how, before anything happens. Counts them meanwhile.
class IngestDialog : public QDialog
{
    Q_OBJECT

public:
    struct Input
    {
        std::vector<std::filesystem::path> sources;
        QStringList projects; ///< names that can be chosen
        QString project;      ///< chosen already; empty: a new one, named after the pictures' dates
    };

    explicit IngestDialog(const Input& input, QWidget* parent = nullptr);

    IngestRequest request() const;

Q_SIGNALS:
    /// The person has said yes.
    void requested(const safelight::IngestRequest& request);

private:
    void makeWidgets(const Input& input);
    QWidget* makeTransfer();
    QWidget* makeOptions();
    void makeLayout();
    void fitHeight();
    void takeSummary(const SourceSummary& summary);
    void tell();
    QString what() const;

    std::vector<std::filesystem::path> m_sources;
    SourceSummary m_summary;
    QString m_suggestion; ///< the name that we put in; what a person typed is not touched
    QLabel* m_title;
    QLabel* m_count;
    QComboBox* m_project;
    QLabel* m_projectHint;
    QRadioButton* m_copy;
    QRadioButton* m_move;
    QToolButton* m_foldout;
    QWidget* m_options = nullptr;
    QComboBox* m_verify;
    QComboBox* m_duplicates;
    QComboBox* m_conflicts;
    QPushButton* m_accept;
    QPushButton* m_cancel;
    QStringList m_projects;
};

} // namespace safelight
