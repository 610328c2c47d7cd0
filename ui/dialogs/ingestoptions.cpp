#include "ui/dialogs/ingestoptions.h"

#include "base/pathtext.h"
#include "ui/dialogs/metadatafields.h"
#include "ui/dialogs/presetbar.h"
#include "ui/widgets/templatefield.h"
#include "ui/widgets/wheel.h"

#include <QComboBox>
#include <QCompleter>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>

namespace safelight {

namespace {

constexpr int kShortestOption = 6; // letters
constexpr int kMostNumber = 9'999'999;

using Option = std::pair<QString, int>;

QLabel* makeHint(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(QStringLiteral("quiet"));
    label->setWordWrap(true);
    label->setMinimumWidth(1);
    return label;
}

QComboBox* makeOptions(std::initializer_list<Option> choices, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    for (const auto& [text, value] : choices)
        box->addItem(text, value);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(kShortestOption);
    return box;
}

template <class Value>
int number(Value value)
{
    return static_cast<int>(value);
}

template <class Value>
Value chosen(const QComboBox& box)
{
    return static_cast<Value>(box.currentData().toInt());
}

template <class Value>
void choose(QComboBox& box, Value value)
{
    box.setCurrentIndex(std::max(0, box.findData(number(value))));
}

QComboBox* makeVerify(QWidget* parent)
{
    return makeOptions(
        {{IngestOptions::tr("Digest: read again and compared"), number(VerifyLevel::Digest)},
         {IngestOptions::tr("Read back: the same, from the device (slower)"), number(VerifyLevel::Readback)},
         {IngestOptions::tr("Size only (fast, proves little)"), number(VerifyLevel::Size)}},
        parent);
}

} // namespace

IngestOptions::IngestOptions(const Input& input, IngestPresets presets, QWidget* parent)
    : QWidget(parent),
      m_presets(new PresetBar(presets, this)),
      m_project(new QComboBox(this)),
      m_projectHint(makeHint(this)),
      m_copy(new QRadioButton(tr("&Copy"), this)),
      m_move(new QRadioButton(tr("&Move"), this)),
      m_transferHint(makeHint(this)),
      m_second(new QLineEdit(this)),
      m_chooseSecond(new QToolButton(this)),
      m_secondVerify(makeVerify(this)),
      m_secondVerifyLabel(new QLabel(tr("Proof of the second copies"), this)),
      m_verify(makeVerify(this)),
      m_duplicates(makeOptions({{tr("Skip them"), number(IngestRequest::OnDuplicate::Skip)},
                                {tr("Take them in again"), number(IngestRequest::OnDuplicate::Import)}},
                               this)),
      m_folders(new TemplateField(NameTemplate::Kind::Folder, tr("Subfolders"), this)),
      m_names(new TemplateField(NameTemplate::Kind::Name, tr("Names"), this)),
      m_foldout(new QToolButton(this)),
      m_conflicts(makeOptions(
          {{tr("Give the new photo another name"), number(IngestRequest::OnConflict::Rename)},
           {tr("Leave the new photo where it is"), number(IngestRequest::OnConflict::Skip)},
           {tr("Move photos of other projects here"), number(IngestRequest::OnConflict::MoveHere)}},
          this)),
      m_rejected(makeOptions({{tr("Skip them"), number(IngestRequest::OnRejected::Skip)},
                              {tr("Take them in again"), number(IngestRequest::OnRejected::Import)}},
                             this)),
      m_order(makeOptions({{tr("As found"), number(IngestOrder::AsFound)},
                           {tr("Oldest first"), number(IngestOrder::OldestFirst)},
                           {tr("Newest first"), number(IngestOrder::NewestFirst)}},
                          this)),
      m_number(new QSpinBox(this)),
      m_metadata(new MetadataFields(this))
{
    m_number->setRange(0, kMostNumber);
    makeProject(input);
    makeLayout();
    setOptions(presets.last());
    connectAll();
}

void IngestOptions::makeProject(const Input& input)
{
    m_project->setObjectName(QStringLiteral("project"));
    m_project->setEditable(true);
    m_project->setInsertPolicy(QComboBox::NoInsert);
    m_project->completer()->setCompletionMode(QCompleter::PopupCompletion); // never types on for the person
    for (const QString& name : input.projects)
        m_project->addItem(displayText(name), name);
    m_project->setCurrentIndex(m_project->findData(input.project));
    if (input.project.isEmpty())
        m_project->setEditText({});
    m_project->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_project->setMinimumContentsLength(kShortestOption);
    m_project->lineEdit()->setPlaceholderText(tr("Name of the project"));
    m_project->setAccessibleName(tr("Project"));
    m_project->setToolTip(tr("Choose a project, or type the name of a new one"));
}

QWidget* IngestOptions::makeTransfer()
{
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(18);
    row->addWidget(m_copy);
    row->addWidget(m_move);
    row->addStretch(1);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    column->addLayout(row);
    column->addWidget(m_transferHint);
    m_copy->setChecked(true);
    return box;
}

QWidget* IngestOptions::makeSecond()
{
    auto* box = new QWidget(this);
    m_second->setObjectName(QStringLiteral("second"));
    m_second->setAccessibleName(tr("Second copy to"));
    m_second->setPlaceholderText(tr("None"));
    m_second->setClearButtonEnabled(true);
    m_second->setToolTip(tr("A folder, best on another disk, where every photo gets a second, proven copy"));
    m_chooseSecond->setText(tr("Choose…"));
    m_chooseSecond->setObjectName(QStringLiteral("words"));
    m_chooseSecond->setAccessibleName(tr("Choose the folder of the second copies"));
    connect(m_chooseSecond, &QToolButton::clicked, this, &IngestOptions::chooseSecond);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_second, 1);
    row->addWidget(m_chooseSecond);
    return box;
}

QFormLayout* IngestOptions::makeForm(QWidget* box)
{
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(6);
    form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    return form;
}

QWidget* IngestOptions::makeMore()
{
    auto* box = new QWidget(this);
    QFormLayout* form = makeForm(box);
    form->addRow(tr("Names that are &taken"), m_conflicts);
    form->addRow(tr("Photos that were re&jected before"), m_rejected);
    form->addRow(tr("&Order"), m_order);
    form->addRow(tr("First n&umber of names with {counter}"), m_number);
    form->addRow(m_metadata);
    box->hide();
    m_foldout->setText(tr("More o&ptions"));
    m_foldout->setArrowType(Qt::RightArrow);
    m_foldout->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_foldout->setCheckable(true);
    m_foldout->setAutoRaise(true);
    connect(m_foldout, &QToolButton::toggled, box, [this, box](bool isOpen) {
        m_foldout->setArrowType(isOpen ? Qt::DownArrow : Qt::RightArrow);
        box->setVisible(isOpen);
    });
    return box;
}

void IngestOptions::makeLayout()
{
    auto* box = new QWidget(this);
    QFormLayout* form = makeForm(box);
    auto* projectBox = new QWidget(box);
    auto* projectColumn = new QVBoxLayout(projectBox);
    projectColumn->setContentsMargins(0, 0, 0, 0);
    projectColumn->setSpacing(2);
    projectColumn->addWidget(m_project);
    projectColumn->addWidget(m_projectHint);
    projectBox->setFocusProxy(m_project);
    auto* projectLabel = new QLabel(tr("P&roject"), box);
    projectLabel->setBuddy(m_project);
    form->addRow(projectLabel, projectBox);
    form->addRow(makeTransfer());
    form->addRow(tr("Proo&f of the copies"), m_verify);
    auto* secondLabel = new QLabel(tr("Secon&d copy to"), box);
    secondLabel->setBuddy(m_second);
    form->addRow(secondLabel, makeSecond());
    form->addRow(m_secondVerifyLabel, m_secondVerify);
    form->addRow(tr("Pictures stored &already"), m_duplicates);
    form->addRow(tr("Su&bfolders"), m_folders);
    form->addRow(tr("&Names"), m_names);
    m_more = makeMore();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2, 2, 14, 2);
    column->setSpacing(8);
    column->addWidget(m_presets);
    column->addWidget(box);
    column->addWidget(m_foldout, 0, Qt::AlignLeft);
    column->addWidget(m_more);
    column->addStretch(1);
    orderFocus();
}

/// From top to bottom.
void IngestOptions::orderFocus()
{
    const std::initializer_list<QWidget*> order = {
        m_project, m_copy,  m_move,    m_verify,    m_second,   m_chooseSecond, m_secondVerify, m_duplicates,
        m_folders, m_names, m_foldout, m_conflicts, m_rejected, m_order,        m_number};
    for (const auto* it = order.begin(); it + 1 != order.end(); ++it)
        setTabOrder(*it, *(it + 1));
}

void IngestOptions::connectAll()
{
    for (QComboBox* box : findChildren<QComboBox*>())
        leaveWheelToPage(*box);
    leaveWheelToPage(*m_number);
    const auto change = [this] { takeChange(); };
    connect(m_project, &QComboBox::currentTextChanged, this, change);
    connect(m_move, &QRadioButton::toggled, this, change);
    connect(m_second, &QLineEdit::textChanged, this, change);
    for (QComboBox* box : {m_secondVerify, m_verify, m_duplicates, m_conflicts, m_rejected, m_order})
        connect(box, &QComboBox::currentIndexChanged, this, change);
    connect(m_folders, &TemplateField::changed, this, change);
    connect(m_names, &TemplateField::changed, this, change);
    connect(m_number, &QSpinBox::valueChanged, this, change);
    connect(m_metadata, &MetadataFields::changed, this, change);
    connect(m_presets, &PresetBar::chosen, this, [this](const IngestRequest& options) {
        setOptions(options);
        takeChange();
    });
}

void IngestOptions::chooseSecond()
{
    auto* dialog = new QFileDialog(this, tr("Second copy to"), m_second->text());
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setLabelText(QFileDialog::Accept, tr("Choose"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        m_second->setText(pathToText(QFile::encodeName(folder).toStdString()));
    });
    dialog->open();
}

IngestRequest IngestOptions::options() const
{
    IngestRequest request;
    const QString text = m_project->currentText().trimmed();
    const int known = m_project->findText(text, Qt::MatchExactly | Qt::MatchCaseSensitive);
    request.projectName = known >= 0 ? m_project->itemData(known).toString() : text;
    request.transfer = m_move->isChecked() ? IngestRequest::Transfer::Move : IngestRequest::Transfer::Copy;
    request.secondFolder = pathFromText(m_second->text().trimmed());
    request.secondVerify = chosen<VerifyLevel>(*m_secondVerify);
    request.verify = chosen<VerifyLevel>(*m_verify);
    request.onDuplicate = chosen<IngestRequest::OnDuplicate>(*m_duplicates);
    request.onConflict = chosen<IngestRequest::OnConflict>(*m_conflicts);
    request.onRejected = chosen<IngestRequest::OnRejected>(*m_rejected);
    request.order = chosen<IngestOrder>(*m_order);
    request.folderTemplate = m_folders->text();
    request.nameTemplate = m_names->text();
    request.firstNumber = m_number->value();
    request.added = m_metadata->added();
    return request;
}

void IngestOptions::setOptions(const IngestRequest& options)
{
    m_isSetting = true;
    const bool isMove = options.transfer == IngestRequest::Transfer::Move;
    (isMove ? m_move : m_copy)->setChecked(true);
    m_second->setText(pathToText(options.secondFolder));
    choose(*m_secondVerify, options.secondVerify);
    choose(*m_verify, options.verify);
    choose(*m_duplicates, options.onDuplicate);
    choose(*m_conflicts, options.onConflict);
    choose(*m_rejected, options.onRejected);
    choose(*m_order, options.order);
    m_folders->setText(options.folderTemplate);
    m_names->setText(options.nameTemplate);
    m_number->setValue(options.firstNumber);
    m_metadata->setAdded(options.added);
    m_isSetting = false;
    tell();
}

void IngestOptions::setProjects(const QStringList& names)
{
    const QString before = m_project->currentText();
    {
        const QSignalBlocker quiet(m_project);
        m_project->clear();
        for (const QString& name : names)
            m_project->addItem(displayText(name), name);
        m_project->setCurrentIndex(-1);
        m_project->setEditText(before);
    }
    tell();
}

void IngestOptions::suggestProject(const QString& name)
{
    if (name.isEmpty() || name == m_suggestion || m_project->currentText() != m_suggestion ||
        m_project->currentIndex() >= 0)
        return;
    m_suggestion = name;
    m_project->setEditText(name);
    m_project->lineEdit()->selectAll();
}

bool IngestOptions::usesCounter() const
{
    return m_folders->usesCounter() || m_names->usesCounter();
}

QString IngestOptions::complaint() const
{
    if (m_project->currentText().trimmed().isEmpty())
        return tr("Choose a project, or type the name of a new one.");
    if (!m_folders->isValid())
        return tr("The template of the subfolders cannot be used.");
    if (!m_names->isValid())
        return tr("The template of the names cannot be used.");
    const std::filesystem::path second = pathFromText(m_second->text().trimmed());
    if (!second.empty() && !second.is_absolute())
        return tr("The folder of the second copies needs a whole path.");
    return {};
}

void IngestOptions::takeChange()
{
    if (m_isSetting)
        return;
    tell();
    Q_EMIT changed();
}

void IngestOptions::tell()
{
    const QString name = m_project->currentText().trimmed();
    const bool isKnown = m_project->findText(name, Qt::MatchExactly | Qt::MatchCaseSensitive) >= 0;
    if (name.isEmpty())
        m_projectHint->setText(tr("A project is one shoot: one folder of photos."));
    else
        m_projectHint->setText(isKnown ? tr("The photos are added to this project.")
                                       : tr("A new project with this name is made."));
    m_transferHint->setText(m_move->isChecked()
                                ? tr("Each original is removed last: after its copy was proven and is in the "
                                     "catalogue. Sidecars go along.")
                                : tr("The originals stay as they are; a card is never written to."));
    const bool hasSecond = !m_second->text().trimmed().isEmpty();
    m_secondVerify->setVisible(hasSecond);
    m_secondVerifyLabel->setVisible(hasSecond);
    m_number->setEnabled(usesCounter());
    m_folders->setProject(name);
    m_names->setProject(name);
    m_presets->setOptions(options());
}

} // namespace safelight
