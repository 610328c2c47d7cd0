#include "ui/dialogs/ingestdialog.h"

#include "base/pathtext.h"
#include "ui/words/progresstext.h"

#include <QComboBox>
#include <QCompleter>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QToolButton>

namespace safelight {

namespace {

constexpr int kWidth = 520;
constexpr int kIndent = 24;
constexpr qreal kTitleScale = 1.25;

QLabel* hint(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setObjectName(QStringLiteral("quiet"));
    label->setWordWrap(true);
    return label;
}

} // namespace

IngestDialog::IngestDialog(const Input& input, QWidget* parent)
    : QDialog(parent),
      m_sources(input.sources),
      m_title(new QLabel(this)),
      m_count(new QLabel(this)),
      m_project(new QComboBox(this)),
      m_projectHint(hint({}, this)),
      m_copy(new QRadioButton(tr("Co&py"), this)),
      m_move(new QRadioButton(tr("&Move"), this)),
      m_foldout(new QToolButton(this)),
      m_verify(new QComboBox(this)),
      m_duplicates(new QComboBox(this)),
      m_conflicts(new QComboBox(this)),
      m_accept(new QPushButton(this)),
      m_cancel(new QPushButton(tr("Cancel"), this)),
      m_projects(input.projects)
{
    setWindowTitle(tr("Take in photos"));
    setAttribute(Qt::WA_DeleteOnClose);
    makeWidgets(input);
    makeLayout();
    connect(m_accept, &QPushButton::clicked, this, [this] {
        Q_EMIT requested(request());
        accept();
    });
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_project, &QComboBox::currentTextChanged, this, &IngestDialog::tell);
    connect(m_move, &QRadioButton::toggled, this, &IngestDialog::tell);
    auto* scan = new SourceCounting(this);
    connect(scan, &SourceCounting::progressed, this, &IngestDialog::takeSummary);
    scan->start(m_sources);
    takeSummary({});
}

void IngestDialog::makeWidgets(const Input& input)
{
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * kTitleScale);
    font.setBold(true);
    m_title->setFont(font);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_project->setEditable(true);
    m_project->setInsertPolicy(QComboBox::NoInsert);
    m_project->completer()->setCompletionMode(QCompleter::PopupCompletion); // never types on for the person
    for (const QString& name : input.projects)
        m_project->addItem(displayText(name), name);
    m_project->setCurrentIndex(m_project->findData(input.project));
    if (input.project.isEmpty())
        m_project->setEditText({});
    m_project->lineEdit()->setPlaceholderText(tr("Name of the project"));
    m_project->setAccessibleName(tr("Project"));
    m_project->setToolTip(tr("Choose a project, or type the name of a new one"));
    m_copy->setChecked(true);
    m_accept->setDefault(true);
}

QWidget* IngestDialog::makeTransfer()
{
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    const auto add = [&](QRadioButton* button, const QString& text) {
        column->addWidget(button);
        QLabel* explanation = hint(text, box);
        explanation->setContentsMargins(kIndent, 0, 0, 6);
        column->addWidget(explanation);
        button->setAccessibleDescription(text);
    };
    add(m_copy, tr("The originals stay as they are; a card is never written to."));
    add(m_move, tr("Each original is removed last: after its copy was proven and is in the catalogue. "
                   "Sidecars go along."));
    return box;
}

QWidget* IngestDialog::makeOptions()
{
    m_verify->addItem(tr("Read each copy again and compare digests"), static_cast<int>(VerifyLevel::Digest));
    m_verify->addItem(tr("The same, read from the device itself (slower)"),
                      static_cast<int>(VerifyLevel::Readback));
    m_verify->addItem(tr("Compare sizes only (fast, proves little)"), static_cast<int>(VerifyLevel::Size));
    m_duplicates->addItem(tr("Skip them"), static_cast<int>(IngestRequest::OnDuplicate::Skip));
    m_duplicates->addItem(tr("Take them in again"), static_cast<int>(IngestRequest::OnDuplicate::Import));
    m_conflicts->addItem(tr("Give the new photo another name"),
                         static_cast<int>(IngestRequest::OnConflict::Rename));
    m_conflicts->addItem(tr("Leave the new photo where it is"),
                         static_cast<int>(IngestRequest::OnConflict::Skip));
    auto* box = new QWidget(this);
    auto* form = new QFormLayout(box);
    form->setContentsMargins(kIndent, 0, 0, 0);
    form->addRow(tr("&Proof of each copy"), m_verify);
    form->addRow(tr("Pictures stored &already"), m_duplicates);
    form->addRow(tr("&Names that are taken"), m_conflicts);
    box->hide();
    return box;
}

void IngestDialog::makeLayout()
{
    m_options = makeOptions();
    m_foldout->setText(tr("Options"));
    m_foldout->setToolTip(tr("Proof of the copies, duplicates and names"));
    m_foldout->setArrowType(Qt::RightArrow);
    m_foldout->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_foldout->setCheckable(true);
    m_foldout->setAutoRaise(true);
    connect(m_foldout, &QToolButton::toggled, this, [this](bool isOpen) {
        m_foldout->setArrowType(isOpen ? Qt::DownArrow : Qt::RightArrow);
        m_options->setVisible(isOpen);
        fitHeight();
    });
    auto* projectLabel = new QLabel(tr("P&roject"), this);
    projectLabel->setBuddy(m_project);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_accept);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(22, 20, 22, 18);
    column->setSpacing(6);
    column->addWidget(m_title);
    column->addWidget(m_count);
    column->addSpacing(12);
    for (QWidget* widget : std::initializer_list<QWidget*>{projectLabel, m_project, m_projectHint})
        column->addWidget(widget);
    column->addSpacing(10);
    column->addWidget(makeTransfer());
    column->addWidget(m_foldout);
    column->addWidget(m_options);
    column->addSpacing(10);
    column->addStretch(1);
    column->addLayout(buttons);
    setFixedWidth(kWidth);
    fitHeight();
    m_project->setFocus();
}

void IngestDialog::fitHeight()
{
    // Wrapped texts are as high as the width makes them; a dialog's own size hint does not know.
    layout()->activate();
    resize(kWidth, layout()->heightForWidth(kWidth));
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
    // A name is suggested for as long as nobody has typed one.
    const QString suggestion = projectNameFor(summary);
    if (!suggestion.isEmpty() && m_project->currentText() == m_suggestion && m_project->currentIndex() < 0) {
        m_suggestion = suggestion;
        m_project->setEditText(suggestion);
        m_project->lineEdit()->selectAll();
    }
    tell();
}

void IngestDialog::tell()
{
    m_title->setText(what());
    QStringList parts = {tr("%n picture(s)", nullptr, m_summary.pictures)};
    if (m_summary.sidecars > 0)
        parts += tr("%n sidecar(s)", nullptr, m_summary.sidecars);
    parts += sizeText(m_summary.size);
    if (m_summary.others > 0)
        parts += tr("%n other file(s) will be skipped", nullptr, m_summary.others);
    m_count->setText(parts.join(QStringLiteral("  ·  ")) +
                     (m_summary.isComplete ? QString() : tr("  ·  counting…")));

    const QString name = m_project->currentText().trimmed();
    const bool isKnown = m_project->findText(name, Qt::MatchExactly | Qt::MatchCaseSensitive) >= 0;
    if (name.isEmpty())
        m_projectHint->setText(tr("A project is one shoot: one folder of photos."));
    else
        m_projectHint->setText(isKnown ? tr("The photos are added to this project.")
                                       : tr("A new project with this name is made."));
    m_accept->setText(m_move->isChecked() ? tr("Move in") : tr("Copy in"));
    const bool hasNothing = m_summary.isComplete && m_summary.pictures + m_summary.sidecars == 0;
    m_accept->setEnabled(!name.isEmpty() && !hasNothing);
}

IngestRequest IngestDialog::request() const
{
    IngestRequest request;
    request.sources = m_sources;
    const QString text = m_project->currentText().trimmed();
    const int known = m_project->findText(text, Qt::MatchExactly | Qt::MatchCaseSensitive);
    request.projectName = known >= 0 ? m_project->itemData(known).toString() : text;
    request.transfer = m_move->isChecked() ? IngestRequest::Transfer::Move : IngestRequest::Transfer::Copy;
    request.verify = static_cast<VerifyLevel>(m_verify->currentData().toInt());
    request.onDuplicate = static_cast<IngestRequest::OnDuplicate>(m_duplicates->currentData().toInt());
    request.onConflict = static_cast<IngestRequest::OnConflict>(m_conflicts->currentData().toInt());
    return request;
}

} // namespace safelight
