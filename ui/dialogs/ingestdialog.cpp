#include "ui/dialogs/ingestdialog.h"

#include "base/pathtext.h"
#include "storage/fileio.h"
#include "ui/dialogs/ingestoptions.h"
#include "ui/dialogs/planpane.h"
#include "ui/librarycontroller.h"
#include "ui/models/tone.h"
#include "ui/widgets/chip.h"
#include "ui/words/progresstext.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>

#include <algorithm>

namespace safelight {

namespace {

constexpr QSize kWanted(1080, 680);
constexpr QSize kDialogFrame(16, 56); // what a window manager puts around it
constexpr int kOptionsWidth = 340;
constexpr int kLeastWidth = 250;

/// What a plan depends on: whether there are sidecars to be written, and what a name is made of.
AddedMetadata asPlanned(const IngestRequest& request)
{
    const QString templates = request.folderTemplate + request.nameTemplate;
    const bool isInNames = templates.contains(QStringLiteral("{creator"));
    return {isInNames ? request.added.creator : QString(),
            request.added.isEmpty() ? QString() : QStringLiteral("written"),
            {}};
}

/// Whether both would give the same plan.
bool isSamePlan(IngestRequest one, IngestRequest other)
{
    for (IngestRequest* request : {&one, &other}) {
        request->transfer = {};
        request->verify = request->secondVerify = {};
        request->secondFolder.clear();
        request->excluded.clear();
        request->added = asPlanned(*request);
    }
    return one.toJson() == other.toJson();
}

/// The place itself, or what of its path is there already.
Result<ByteCount> roomAt(std::filesystem::path place)
{
    std::error_code failure;
    while (place.has_relative_path() && !std::filesystem::exists(place, failure))
        place = place.parent_path();
    return freeSpace(place);
}

} // namespace

IngestDialog::IngestDialog(const Input& input, LibraryController& library, IngestPresets presets,
                           QWidget* parent)
    : QDialog(parent),
      m_library(library),
      m_presets(presets),
      m_sources(input.sources),
      m_projects(library.projectNames()),
      m_planner(library),
      m_options(new IngestOptions({m_projects, input.project}, presets)),
      m_plan(new PlanPane(m_planner)),
      m_title(new QLabel(this)),
      m_count(new QLabel(this)),
      m_totals(new QLabel(this)),
      m_accept(new QPushButton(this)),
      m_cancel(new QPushButton(tr("Cancel"), this))
{
    setWindowTitle(tr("Take in photos"));
    setAttribute(Qt::WA_DeleteOnClose);
    makeLayout();
    connectAll();
    auto* scan = new SourceCounting(this);
    connect(scan, &SourceCounting::progressed, this, &IngestDialog::takeSummary);
    scan->start(m_sources);
    look(m_room, m_library.root());
    takeOptions();
}

void IngestDialog::makeLayout()
{
    constexpr qreal kTitleScale = 1.25;
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * kTitleScale);
    font.setBold(true);
    m_title->setFont(font);
    for (QLabel* label : {m_title, m_count, m_totals}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_title->setText(what());
    m_count->setObjectName(QStringLiteral("quiet"));
    m_accept->setObjectName(QStringLiteral("accept"));
    m_accept->setDefault(true);
    m_cancel->setAutoDefault(false);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(m_options);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setMinimumWidth(m_options->minimumSizeHint().width() +
                            scroll->verticalScrollBar()->sizeHint().width());
    m_plan->setMinimumWidth(kLeastWidth);
    auto* columns = new QSplitter(Qt::Horizontal, this);
    columns->setChildrenCollapsible(false);
    columns->addWidget(scroll);
    columns->addWidget(m_plan);
    columns->setStretchFactor(1, 1);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(m_totals, 1);
    foot->addWidget(m_cancel);
    foot->addWidget(m_accept);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 14, 18, 14);
    column->setSpacing(4);
    column->addWidget(m_title);
    column->addWidget(m_count);
    column->addSpacing(6);
    column->addWidget(columns, 1);
    column->addSpacing(6);
    column->addLayout(foot);
    m_options->setFocus();
    m_options->project().setFocus();
    fitScreen();
    const int left = std::min(kOptionsWidth, width() * 2 / 5);
    columns->setSizes({left, width() - left});
}

/// Never larger than the screen; what does not fit is scrolled inside.
void IngestDialog::fitScreen()
{
    setMinimumSize(QSize(1, 1));
    resize(kWanted.boundedTo(screen()->availableSize() - kDialogFrame));
}

void IngestDialog::connectAll()
{
    connect(m_accept, &QPushButton::clicked, this, [this] {
        m_presets.setLast(request());
        Q_EMIT requested(request());
        accept();
    });
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_options, &IngestOptions::changed, this, &IngestDialog::takeOptions);
    connect(&m_library, &LibraryController::projectsChanged, this, [this] {
        const QStringList names = m_library.projectNames();
        if (names != m_projects)
            m_options->setProjects(names);
        m_projects = names;
    });
    connect(&m_planner, &IngestPlanner::changed, this, &IngestDialog::tellTotals);
    connect(&m_plan->model(), &IngestPlanModel::countsChanged, this, &IngestDialog::tellTotals);
    connect(this, &QDialog::finished, &m_planner, &IngestPlanner::stop);
}

QString IngestDialog::what() const
{
    if (m_sources.size() == 1)
        return tr("Take in “%1”").arg(displayText(m_sources.front().filename()));
    return tr("Take in %n file(s) and folders", nullptr, static_cast<int>(m_sources.size()));
}

void IngestDialog::takeSummary(const SourceSummary& summary)
{
    m_summary = summary;
    m_options->suggestProject(projectNameFor(summary));
    tell();
}

void IngestDialog::takeOptions()
{
    const IngestRequest request = this->request();
    if (request.secondFolder != m_secondRoom.place) {
        m_secondRoom = {};
        if (request.secondFolder.is_absolute())
            look(m_secondRoom, request.secondFolder);
    }
    planAnew();
    tell();
}

void IngestDialog::planAnew()
{
    if (!m_options->complaint().isEmpty()) {
        if (m_planned)
            m_planner.stop();
        m_planned.reset();
        m_plan->setPlaceholder(m_options->complaint());
        return;
    }
    IngestRequest request = this->request();
    // What a person leaves out stays in the plan, without its tick.
    request.excluded.clear();
    request.secondFolder.clear();
    m_plan->setPlaceholder(tr("There is no library yet, so everything is new. It is made with the first "
                              "photos."));
    if (m_planned && isSamePlan(*m_planned, request))
        return;
    m_planned = request;
    m_planner.plan(request);
}

void IngestDialog::look(Room& room, const std::filesystem::path& place)
{
    room.place = place;
    m_library.runner().query(
        this, [place] { return roomAt(place); },
        [this, &room, place](const Result<ByteCount>& free) {
            if (room.place != place || !free)
                return;
            room.free = *free;
            tellTotals();
        });
}

QString IngestDialog::countsText() const
{
    QStringList parts = {tr("%n picture(s)", nullptr, m_summary.pictures)};
    if (m_summary.sidecars > 0)
        parts += tr("%n sidecar(s)", nullptr, m_summary.sidecars);
    parts += sizeText(m_summary.size);
    if (m_summary.others > 0)
        parts += tr("%n other file(s) will be skipped", nullptr, m_summary.others);
    return parts.join(QStringLiteral("  ·  ")) + (m_summary.isComplete ? QString() : tr("  ·  counting…"));
}

void IngestDialog::tell()
{
    m_count->setText(countsText());
    const bool isMove = request().transfer == IngestRequest::Transfer::Move;
    m_accept->setText(isMove ? tr("Move &in") : tr("Copy &in"));
    const bool hasNothing = m_summary.isComplete && m_summary.pictures + m_summary.sidecars == 0;
    const QString complaint = m_options->complaint();
    m_accept->setEnabled(complaint.isEmpty() && !hasNothing);
    m_accept->setToolTip(complaint);
    tellTotals();
}

QStringList IngestDialog::roomTexts(ByteCount needed, bool& isEnough) const
{
    QStringList texts;
    const auto add = [&](const Room& room, const QString& enough, const QString& tooLittle) {
        if (!room.free)
            return;
        const bool fits = needed <= *room.free;
        isEnough = isEnough && fits;
        texts += (fits ? enough : tooLittle).arg(sizeText(*room.free));
    };
    add(m_room, tr("%1 free in the library"), tr("only %1 free in the library"));
    add(m_secondRoom, tr("%1 free at the second copy"), tr("only %1 free at the second copy"));
    return texts;
}

/// Rough: as fast as the source can be read, once for each pass.
std::optional<std::chrono::milliseconds> IngestDialog::timeNeeded(ByteCount bytes) const
{
    const auto rate = m_planner.bytesPerSecond();
    if (!rate)
        return std::nullopt;
    return request().timeFor(bytes, *rate);
}

void IngestDialog::tellTotals()
{
    const PlanCount count = m_plan->model().takenIn();
    const QString photos = tr("%Ln photo(s)", nullptr, count.photos);
    QStringList parts;
    if (m_plan->model().rowCount() > 0) {
        const bool isMove = request().transfer == IngestRequest::Transfer::Move;
        parts += (isMove ? tr("%1 to move, %2") : tr("%1 to copy, %2")).arg(photos, sizeText(count.bytes));
        if (const int moved = m_plan->model().movedHere().photos; moved > 0)
            parts += tr("%L1 from other projects").arg(moved);
    }
    bool isEnough = true;
    parts += roomTexts(count.bytes, isEnough);
    if (const auto time = timeNeeded(count.bytes); time && count.photos > 0)
        parts += aboutText(*time);
    if (m_options->usesCounter() && !m_plan->model().excluded().empty())
        parts += tr("numbers close up behind photos that are left out");
    m_totals->setText(parts.join(QStringLiteral("  ·  ")));
    QPalette colors = palette();
    if (!isEnough)
        colors.setColor(QPalette::WindowText, toneColor(Tone::Bad, colors));
    m_totals->setPalette(colors);
}

QString IngestDialog::totals() const
{
    return m_totals->text();
}

IngestRequest IngestDialog::request() const
{
    IngestRequest request = m_options->options();
    request.sources = m_sources;
    request.excluded = m_plan->model().excluded();
    return request;
}

} // namespace safelight
