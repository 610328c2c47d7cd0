#pragma once

#include "ui/ingestpresets.h"

#include <QStringList>
#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QRadioButton;
class QSpinBox;
class QToolButton;
class QVBoxLayout;

namespace safelight {

class MetadataFields;
class PresetBar;
class TemplateField;

/// Where pictures go and how they are taken in.
class IngestOptions : public QWidget
{
    Q_OBJECT

public:
    struct Input
    {
        QStringList projects; ///< names that can be chosen
        QString project;      ///< chosen already; empty: none
    };

    IngestOptions(const Input& input, IngestPresets presets, QWidget* parent = nullptr);

    /// Without sources.
    IngestRequest options() const;
    /// Sets all but the project.
    void setOptions(const IngestRequest& options);
    /// The names that can be chosen; what is typed or chosen stays.
    void setProjects(const QStringList& names);
    /// Put in for as long as nobody has typed or chosen a project.
    void suggestProject(const QString& name);
    /// Why nothing can be taken in with these options; empty: it can.
    QString complaint() const;
    bool usesCounter() const;

    QComboBox& project() { return *m_project; }
    TemplateField& folderTemplate() { return *m_folders; }
    TemplateField& nameTemplate() { return *m_names; }
    PresetBar& presets() { return *m_presets; }

Q_SIGNALS:
    void changed();

private:
    void makeProject(const Input& input);
    QWidget* makeTransfer();
    QWidget* makeSecond();
    QWidget* makeMore();
    QFormLayout* makeForm(QWidget* box);
    void makeLayout();
    void orderFocus();
    void connectAll();
    void chooseSecond();
    void tell();
    void takeChange();

    QString m_suggestion;
    bool m_isSetting = false;
    PresetBar* m_presets;
    QComboBox* m_project;
    QLabel* m_projectHint;
    QRadioButton* m_copy;
    QRadioButton* m_move;
    QLabel* m_transferHint;
    QLineEdit* m_second;
    QToolButton* m_chooseSecond;
    QComboBox* m_secondVerify;
    QLabel* m_secondVerifyLabel;
    QComboBox* m_verify;
    QComboBox* m_duplicates;
    TemplateField* m_folders;
    TemplateField* m_names;
    QToolButton* m_foldout;
    QWidget* m_more = nullptr;
    QComboBox* m_conflicts;
    QComboBox* m_rejected;
    QComboBox* m_order;
    QSpinBox* m_number;
    MetadataFields* m_metadata;
};

} // namespace safelight
