#include "ui/dialogs/presetbar.h"

#include "ui/symbols.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>

namespace safelight {

namespace {

constexpr int kShortestPreset = 4; // letters

} // namespace

PresetBar::PresetBar(IngestPresets presets, QWidget* parent)
    : QWidget(parent),
      m_presets(presets),
      m_box(new QComboBox(this)),
      m_save(new QToolButton(this)),
      m_remove(new QToolButton(this))
{
    m_box->setObjectName(QStringLiteral("preset"));
    m_box->setAccessibleName(tr("Preset"));
    m_box->setToolTip(tr("Options that you saved under a name"));
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_box->setMinimumContentsLength(kShortestPreset);
    m_save->setText(tr("&Save as…"));
    m_save->setObjectName(QStringLiteral("words"));
    m_save->setToolTip(tr("Save these options under a name"));
    m_remove->setIcon(symbol(QStringLiteral("remove")));
    m_remove->setToolTip(tr("Delete this preset"));
    m_remove->setAccessibleName(tr("Delete this preset"));
    auto* label = new QLabel(tr("Pr&eset"), this);
    label->setBuddy(m_box);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(label);
    row->addWidget(m_box, 1);
    row->addWidget(m_save);
    row->addWidget(m_remove);
    fill();
    connect(m_box, &QComboBox::activated, this, &PresetBar::choose);
    connect(m_save, &QToolButton::clicked, this, &PresetBar::askForName);
    connect(m_remove, &QToolButton::clicked, this, &PresetBar::removeChosen);
}

void PresetBar::fill()
{
    const QSignalBlocker quiet(m_box);
    m_box->clear();
    m_box->addItem(tr("None"), QString());
    for (const QString& name : m_presets.names())
        m_box->addItem(name, name);
    m_box->setCurrentIndex(std::max(0, m_box->findData(m_presets.lastName())));
    m_remove->setEnabled(!name().isEmpty());
}

QString PresetBar::name() const
{
    return m_box->currentData().toString();
}

void PresetBar::setOptions(const IngestRequest& options)
{
    m_options = options;
    if (!name().isEmpty() && !haveSameOptions(m_presets.find(name()), options))
        m_box->setCurrentIndex(0);
    m_remove->setEnabled(!name().isEmpty());
    m_presets.setLastName(name());
}

void PresetBar::choose()
{
    const QString chosenName = name();
    m_presets.setLastName(chosenName);
    m_remove->setEnabled(!chosenName.isEmpty());
    Q_EMIT chosen(chosenName.isEmpty() ? IngestRequest() : m_presets.find(chosenName));
}

void PresetBar::askForName()
{
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save preset"));
    dialog->setLabelText(tr("Name of the preset. One of the same name is replaced."));
    dialog->setTextValue(name());
    dialog->setOkButtonText(tr("Save"));
    connect(dialog, &QInputDialog::textValueSelected, this, &PresetBar::saveAs);
    dialog->open();
}

void PresetBar::saveAs(const QString& name)
{
    const QString plain = name.trimmed();
    if (plain.isEmpty())
        return;
    m_presets.save(plain, m_options);
    m_presets.setLastName(plain);
    fill();
}

void PresetBar::removeChosen()
{
    m_presets.remove(name());
    m_presets.setLastName({});
    fill();
}

} // namespace safelight
