#include "ui/dialogs/watchdialog.h"

#include "monitor/folderwatch.h"

#include "base/pathtext.h"
#include "ui/dialogs/ingestoptions.h"
#include "ui/droppaths.h"
#include "ui/librarycontroller.h"
#include "ui/models/watchtext.h"
#include "ui/widgets/chip.h"

#include <QComboBox>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace safelight {

namespace {

constexpr std::chrono::milliseconds kCheckDelay{250};
constexpr QSize kWatchDialogSize(620, 650);
constexpr QSize kWatchDialogFrame(16, 56); // what a window manager puts around it

/// Without a slash at the end, which says nothing.
std::filesystem::path cleaned(const QString& text)
{
    std::filesystem::path path = pathFromText(text.trimmed()).lexically_normal();
    return path.has_filename() || !path.has_relative_path() ? path : path.parent_path();
}

} // namespace

WatchDialog::WatchDialog(const WatchedFolder& folder, LibraryController& library, IngestPresets presets,
                         QWidget* parent)
    : QDialog(parent),
      m_before(folder),
      m_library(library),
      m_presets(presets),
      m_presetName(presets.lastName()),
      m_folder(new QLineEdit(this)),
      m_choose(new QToolButton(this)),
      m_options(new IngestOptions({library.projectNames(), library.projectNameOf(folder)}, presets, this)),
      m_reason(new QLabel(this)),
      m_accept(new QPushButton(isNew() ? tr("&Watch") : tr("Sa&ve"), this)),
      m_cancel(new QPushButton(tr("Cancel"), this))
{
    setWindowTitle(isNew() ? tr("Watch a folder") : tr("Edit a watched folder"));
    setAttribute(Qt::WA_DeleteOnClose);
    setAcceptDrops(true);
    m_delay.setSingleShot(true);
    m_delay.setInterval(kCheckDelay);
    makeLayout();
    fillIn();
    connectAll();
    takeChange();
}

QWidget* WatchDialog::makeFolder()
{
    auto* box = new QWidget(this);
    auto* label = new QLabel(tr("Fo&lder to watch"), box);
    label->setBuddy(m_folder);
    m_folder->setObjectName(QStringLiteral("folder"));
    m_folder->setAccessibleName(tr("Folder to watch"));
    m_folder->setPlaceholderText(tr("Drop a folder here, or choose it"));
    m_folder->setAcceptDrops(false); // a folder's path, not its address: taken by the dialog
    m_choose->setText(tr("Choose…"));
    m_choose->setObjectName(QStringLiteral("words"));
    m_choose->setAccessibleName(tr("Choose the folder to watch"));
    m_choose->setEnabled(isNew());
    connect(m_choose, &QToolButton::clicked, this, &WatchDialog::chooseFolder);
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(m_folder, 1);
    row->addWidget(m_choose);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(2, 0, 14, 0);
    column->setSpacing(4);
    column->addWidget(label);
    column->addLayout(row);
    return box;
}

void WatchDialog::makeLayout()
{
    constexpr qreal kTitleScale = 1.25;
    auto* title = new QLabel(windowTitle(), this);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * kTitleScale);
    font.setBold(true);
    title->setFont(font);
    auto* help =
        new QLabel(tr("What lies in it, or comes to lie in it or below it, is taken into the project by "
                      "itself, once it stays the same."),
                   this);
    help->setObjectName(QStringLiteral("quiet"));
    help->setWordWrap(true);
    m_reason->setTextFormat(Qt::PlainText);
    m_reason->setWordWrap(true);
    m_reason->setObjectName(QStringLiteral("reason"));
    m_accept->setObjectName(QStringLiteral("accept"));
    m_accept->setDefault(true);
    m_cancel->setAutoDefault(false);
    QWidget* folder = makeFolder();
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(m_options);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(m_reason, 1);
    foot->addWidget(m_cancel);
    foot->addWidget(m_accept);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 14, 18, 14);
    column->setSpacing(6);
    for (QWidget* widget : std::initializer_list<QWidget*>{title, help, folder})
        column->addWidget(widget);
    column->addWidget(scroll, 1);
    column->addLayout(foot);
    setMinimumSize(QSize(1, 1));
    resize(kWatchDialogSize.boundedTo(screen()->availableSize() - kWatchDialogFrame));
}

void WatchDialog::fillIn()
{
    m_folder->setText(m_before.folder);
    m_folder->setEnabled(isNew());
    if (!isNew())
        m_folder->setToolTip(tr("To watch another folder, add it."));
    // Copying is where it begins, whatever was done last.
    const auto options = IngestRequest::fromJson(m_before.options);
    m_options->setOptions(options ? *options : IngestRequest());
    if (const QString name = m_library.projectNameOf(m_before); !name.isEmpty())
        m_options->project().setEditText(displayText(name)); // there may be no project of that name yet
    if (m_before.folder.isEmpty())
        m_folder->setFocus();
    else
        m_options->project().setFocus();
}

void WatchDialog::connectAll()
{
    connect(m_folder, &QLineEdit::textChanged, this, &WatchDialog::takeChange);
    connect(m_options, &IngestOptions::changed, this, &WatchDialog::takeChange);
    connect(&m_delay, &QTimer::timeout, this, &WatchDialog::check);
    connect(m_accept, &QPushButton::clicked, this, &WatchDialog::save);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(this, &QDialog::finished, this, [this, name = m_presetName] {
        m_presets.setLastName(name); // the one that was chosen last for taking in stays so
    });
    connect(&m_library, &LibraryController::projectsChanged, m_options,
            [this] { m_options->setProjects(m_library.projectNames()); });
    connect(&m_library, &LibraryController::failed, this, [this] { // there may be no library to keep it in
        m_isSaving = false;
        tell();
    });
}

void WatchDialog::chooseFolder()
{
    auto* dialog = new QFileDialog(this, tr("Folder to watch"));
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setLabelText(QFileDialog::Accept, tr("Choose"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        m_folder->setText(pathToText(QFile::encodeName(folder).toStdString()));
    });
    dialog->open();
}

WatchedFolder WatchDialog::wanted() const
{
    WatchedFolder folder = watchedFolder(cleaned(m_folder->text()), m_options->options());
    if (!isNew()) {
        folder.id = m_before.id;
        folder.folder = m_before.folder;
        folder.isEnabled = m_before.isEnabled;
        folder.createdAt = m_before.createdAt;
    }
    return folder;
}

/// What can be said without looking at anything.
QString WatchDialog::plainComplaint() const
{
    if (m_folder->text().trimmed().isEmpty())
        return tr("Choose a folder.");
    if (!cleaned(m_folder->text()).is_absolute())
        return watchProblemText({{WatchProblem::Kind::NotAbsolute, {}}, {}});
    return m_options->complaint();
}

QString WatchDialog::complaint() const
{
    const QString plain = plainComplaint();
    return plain.isEmpty() ? watchProblemText(m_answer) : plain;
}

void WatchDialog::takeChange()
{
    ++m_generation;
    m_answer = {};
    m_delay.start();
    tell();
}

void WatchDialog::check()
{
    if (!plainComplaint().isEmpty())
        return;
    m_library.watches().check(this, wanted(), [this, generation = m_generation](const WatchAnswer& answer) {
        if (generation != m_generation)
            return;
        m_answer = answer;
        tell();
    });
}

void WatchDialog::save()
{
    m_delay.stop();
    ++m_generation;
    m_isSaving = true;
    tell();
    m_library.saveWatched(this, wanted(), [this](const WatchAnswer& answer) {
        m_isSaving = false;
        if (answer.isFine()) {
            Q_EMIT saved(m_before.id);
            accept();
            return;
        }
        m_answer = answer;
        tell();
    });
}

void WatchDialog::tell()
{
    const QString reason = complaint();
    m_reason->setText(reason);
    QPalette colors = palette();
    const bool isWrong = !m_answer.isFine() && plainComplaint().isEmpty();
    colors.setColor(QPalette::WindowText, toneColor(isWrong ? Tone::Bad : Tone::Quiet, colors));
    m_reason->setPalette(colors);
    m_accept->setEnabled(reason.isEmpty() && !m_isSaving);
    m_accept->setToolTip(reason);
}

void WatchDialog::dragEnterEvent(QDragEnterEvent* event)
{
    if (!isNew() || pathsFromMimeData(*event->mimeData()).size() != 1)
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

void WatchDialog::dropEvent(QDropEvent* event)
{
    event->setDropAction(Qt::CopyAction);
    event->accept();
    const auto paths = pathsFromMimeData(*event->mimeData());
    if (!paths.empty())
        m_folder->setText(pathToText(paths.front()));
}

} // namespace safelight
