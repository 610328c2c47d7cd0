#include "ui/widgets/receiptactions.h"

#include "ui/librarycontroller.h"
#include "ui/symbols.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QStandardPaths>

namespace safelight {

ReceiptActions::ReceiptActions(LibraryController& library, QWidget* parent)
    : QWidget(parent),
      m_library(library),
      m_export(new QPushButton(symbol(QStringLiteral("export")), tr("Export…"), this)),
      m_mhl(new QPushButton(tr("Write MHL"), this)),
      m_places(new QMenu(this))
{
    m_export->setToolTip(tr("Write the receipt to a file: CSV for a spreadsheet, or JSON"));
    m_mhl->setToolTip(tr("Write an ASC MHL beside the copies, by which other programs can check them"));
    m_places->addAction(tr("Beside the photos in the &library"), this,
                        [this] { m_library.writeMhl(m_receipt->id, MhlPlace::Library); });
    m_places->addAction(tr("Beside the &second copies"), this,
                        [this] { m_library.writeMhl(m_receipt->id, MhlPlace::SecondCopy); });
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_export);
    row->addWidget(m_mhl);
    connect(m_export, &QPushButton::clicked, this, &ReceiptActions::askWhereTo);
    connect(m_mhl, &QPushButton::clicked, this, [this] {
        if (!m_mhl->menu())
            m_library.writeMhl(m_receipt->id, MhlPlace::Library);
    });
    setReceipt({});
}

void ReceiptActions::setReceipt(const std::optional<Receipt>& receipt)
{
    m_receipt = receipt;
    m_export->setEnabled(receipt.has_value());
    m_mhl->setEnabled(receipt.has_value());
    const bool hasSecond = receipt && !receipt->secondFolder.isEmpty();
    m_mhl->setMenu(hasSecond ? m_places : nullptr);
}

void ReceiptActions::askWhereTo()
{
    auto* dialog = new QFileDialog(this, tr("Export receipt"),
                                   QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    const QString csv = tr("Comma-separated values (*.csv)");
    const QString json = tr("JSON, one file a line (*.json)");
    dialog->setNameFilters({csv, json});
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("receipt.csv"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, json](const QString& filter) {
        const bool isJson = filter == json;
        dialog->setDefaultSuffix(isJson ? QStringLiteral("json") : QStringLiteral("csv"));
        dialog->selectFile(isJson ? QStringLiteral("receipt.json") : QStringLiteral("receipt.csv"));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, id = m_receipt->id](const QString& file) {
        m_library.exportReceipt(id, QFile::encodeName(file).toStdString());
    });
    dialog->open();
}

} // namespace safelight
