#pragma once

#include "ui/ingestpresets.h"
#include "ui/watchboard.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace safelight {

class IngestOptions;
class LibraryController;

/// Asks which folder to watch and how its pictures are taken in, or changes that of one that is watched. Says
/// why a folder cannot be watched while it is typed, and asks again when it is to be kept.
class WatchDialog : public QDialog
{
    Q_OBJECT

public:
    /// `folder`: without an id it is a new one, its path may be chosen already.
    WatchDialog(const WatchedFolder& folder, LibraryController& library, IngestPresets presets,
                QWidget* parent = nullptr);

    /// As the fields say now.
    WatchedFolder wanted() const;
    QLineEdit& folder() { return *m_folder; }
    IngestOptions& options() { return *m_options; }
    /// Why it cannot be kept as it stands, as it is shown; empty: it can.
    QString complaint() const;

Q_SIGNALS:
    /// It is kept. The id is invalid where the folder is new.
    void saved(safelight::WatchedFolderId id);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    bool isNew() const { return !m_before.id.isValid(); }
    QWidget* makeFolder();
    void makeLayout();
    void fillIn();
    void connectAll();
    void chooseFolder();
    void takeChange();
    void check();
    void save();
    void tell();
    QString plainComplaint() const;

    const WatchedFolder m_before;
    LibraryController& m_library;
    IngestPresets m_presets;
    const QString m_presetName;
    QLineEdit* m_folder;
    QToolButton* m_choose;
    IngestOptions* m_options;
    QLabel* m_reason;
    QPushButton* m_accept;
    QPushButton* m_cancel;
    QTimer m_delay;
    WatchAnswer m_answer; ///< to what was asked last
    int m_generation = 0; ///< of the fields
    bool m_isSaving = false;
};

} // namespace safelight
