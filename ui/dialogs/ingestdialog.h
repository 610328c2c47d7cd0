#pragma once

#include "ui/dialogs/ingestplanner.h"
#include "ui/dialogs/sourcecounting.h"
#include "ui/ingestpresets.h"
#include "ui/libraryactions.h"

#include <QDialog>

class QLabel;
class QPushButton;

namespace safelight {

class IngestOptions;
class LibraryController;
class PlanPane;

/// Asks where dropped pictures go and how, and shows what would happen to each of them, before anything does.
/// The plan is made meanwhile; nobody has to wait for it.
class IngestDialog : public QDialog
{
    Q_OBJECT

public:
    struct Input
    {
        std::vector<std::filesystem::path> sources;
        QString project; ///< chosen already; empty: a new one, named after the pictures' dates
    };

    IngestDialog(const Input& input, LibraryController& library, IngestPresets presets,
                 QWidget* parent = nullptr);

    IngestRequest request() const;
    IngestOptions& options() { return *m_options; }
    PlanPane& plan() { return *m_plan; }
    IngestPlanner& planner() { return m_planner; }
    /// The line that says how much, how long, and whether there is room.
    QString totals() const;

Q_SIGNALS:
    /// The person has said yes.
    void requested(const safelight::IngestRequest& request);

private:
    /// Room at a place; none while it is not known.
    struct Room
    {
        std::filesystem::path place;
        std::optional<ByteCount> free;
    };

    void makeLayout();
    void connectAll();
    void fitScreen();
    void takeSummary(const SourceSummary& summary);
    void takeOptions();
    void planAnew();
    void look(Room& room, const std::filesystem::path& place);
    void tell();
    void tellTotals();
    QString what() const;
    QString countsText() const;
    QStringList roomTexts(ByteCount needed, bool& isEnough) const;
    std::optional<std::chrono::milliseconds> timeNeeded(ByteCount bytes) const;

    LibraryController& m_library;
    IngestPresets m_presets;
    std::vector<std::filesystem::path> m_sources;
    QStringList m_projects; ///< that can be chosen
    SourceSummary m_summary;
    std::optional<IngestRequest> m_planned; ///< what the plan at hand was asked for
    Room m_room;
    Room m_secondRoom;
    IngestPlanner m_planner;
    IngestOptions* m_options;
    PlanPane* m_plan;
    QLabel* m_title;
    QLabel* m_count;
    QLabel* m_totals;
    QPushButton* m_accept;
    QPushButton* m_cancel;
};

} // namespace safelight
