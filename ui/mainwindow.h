#pragma once

#include "base/error.h"
#include "domain/correction.h"
#include "domain/job.h"
#include "ui/libraryactions.h"
#include "ui/thumbnailloader.h"
#include "ui/windowactions.h"

#include <QMainWindow>
#include <QPointer>
#include <QSettings>

class QSplitter;

namespace safelight {

class BannerStack;
class BottomPanel;
class DetailsPanel;
class Intake;
class LibraryController;
class Pages;
class PhotoPane;
class ProjectPane;
class QuestionDialog;

/// Wires the panes to the library and to each other.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// `stateFile`: where layout is remembered.
    MainWindow(LibraryController& library, const QString& stateFile, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// As if these had been dropped; waits until the library is open, so that its projects can be chosen.
    void takeIn(const std::vector<std::filesystem::path>& paths);
    /// Shows the window above others, as far as the desktop lets it.
    void bringToFront();
    /// Closes without a question: stops what runs after its current file, and then the window closes.
    void closePolitely();

    ProjectPane& projects() { return *m_projects; }
    PhotoPane& photos() { return *m_photos; }
    DetailsPanel& details() { return *m_details; }
    BottomPanel& bottom() { return *m_bottom; }
    Pages& pages() { return *m_pages; }
    BannerStack& banners() { return *m_banners; }
    const WindowActions& actions() const { return m_actions; }

    /// Says that something did not work.
    void showError(const Error& error);

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeLayout();
    void connectLibrary();
    void connectPanes();
    void connectActions();
    void connectPages();
    void connectPanels();
    void fitPageBar();
    void notePage();
    void noteCounts(int jobs, int decisions);
    void search();
    void noteState();
    void enableActions();
    void offerInterrupted(const QVector<Job>& jobs);
    void offerInterruptedIngest(const Job& job);
    void startIngest(const IngestRequest& request);
    void askNewProject();
    void askRename();
    void askRemove();
    void showAbout();
    void showPhoto(ProjectId project, PhotoId photo);
    void askAboutClosing();
    void closeWhenIdle();
    void saveState();
    void restoreState();

    LibraryController& m_library;
    ThumbnailLoader m_thumbnails;
    QSettings m_settings;
    WindowActions m_actions;
    BannerStack* m_banners;
    QSplitter* m_columns;
    QSplitter* m_rows;
    ProjectPane* m_projects;
    PhotoPane* m_photos;
    DetailsPanel* m_details;
    BottomPanel* m_bottom;
    Pages* m_pages;
    Intake* m_intake;
    QPointer<QuestionDialog> m_closeDialog;
    std::vector<std::filesystem::path> m_waitingPaths;
    PhotoId m_wantedPhoto;
    bool m_closesWhenIdle = false;
};

} // namespace safelight
