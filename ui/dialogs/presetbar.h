#pragma once

#include "ui/ingestpresets.h"

#include <QWidget>

class QComboBox;
class QToolButton;

namespace safelight {

/// The presets of ingests: to be chosen, saved under a name, and deleted.
class PresetBar : public QWidget
{
    Q_OBJECT

public:
    explicit PresetBar(IngestPresets presets, QWidget* parent = nullptr);

    /// What would be saved; a preset that says something else is no longer shown as chosen.
    void setOptions(const IngestRequest& options);
    void saveAs(const QString& name);
    QComboBox& box() { return *m_box; }

Q_SIGNALS:
    void chosen(const safelight::IngestRequest& options);

private:
    void fill();
    void choose();
    void askForName();
    void removeChosen();
    QString name() const;

    IngestPresets m_presets;
    IngestRequest m_options;
    QComboBox* m_box;
    QToolButton* m_save;
    QToolButton* m_remove;
};

} // namespace safelight
