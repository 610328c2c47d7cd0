#include "ui/dialogs/metadatafields.h"

#include <QFormLayout>
#include <QLineEdit>

namespace safelight {

MetadataFields::MetadataFields(QWidget* parent)
    : QWidget(parent),
      m_creator(makeField("creator", tr("Creator"), tr("Who made the pictures"))),
      m_copyright(
          makeField("copyright", tr("Copyright"), tr("As it is to be printed, such as “© 2026 Robin Lee”"))),
      m_keywords(makeField("keywords", tr("Keywords"), tr("With commas between them")))
{
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(6);
    form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Creator"), m_creator);
    form->addRow(tr("Copyri&ght"), m_copyright);
    form->addRow(tr("&Keywords"), m_keywords);
}

QLineEdit* MetadataFields::makeField(const char* name, const QString& title, const QString& hint)
{
    auto* field = new QLineEdit(this);
    field->setObjectName(QLatin1String(name));
    field->setAccessibleName(title);
    field->setPlaceholderText(tr("None"));
    field->setClearButtonEnabled(true);
    field->setToolTip(
        tr("%1. Written into the XMP sidecars of new photos; what a sidecar says already stays.").arg(hint));
    connect(field, &QLineEdit::textChanged, this, &MetadataFields::changed);
    return field;
}

AddedMetadata MetadataFields::added() const
{
    AddedMetadata added = {m_creator->text().trimmed(), m_copyright->text().trimmed(), {}};
    for (const QString& keyword : m_keywords->text().split(u',')) {
        if (!keyword.trimmed().isEmpty())
            added.keywords += keyword.trimmed();
    }
    return added;
}

void MetadataFields::setAdded(const AddedMetadata& added)
{
    m_creator->setText(added.creator);
    m_copyright->setText(added.copyright);
    m_keywords->setText(added.keywords.join(QStringLiteral(", ")));
}

} // namespace safelight
