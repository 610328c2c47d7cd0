#include "ui/widgets/joblogview.h"

#include "base/pathtext.h"
#include "ui/librarycontroller.h"
#include "ui/symbols.h"
#include "ui/words/errortext.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>

namespace safelight {

namespace {

QString levelText(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return QStringLiteral("debug  ");
    case LogLevel::Info:
        return QStringLiteral("info   ");
    case LogLevel::Warning:
        return QStringLiteral("warning");
    case LogLevel::Error:
        return QStringLiteral("error  ");
    }
    return {};
}

QString valueText(const QJsonValue& value)
{
    if (value.isString())
        return displayText(value.toString());
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    return value.toVariant().toString();
}

} // namespace

QString logLineText(const JobLogLine& line)
{
    QStringList fields;
    for (auto field = line.fields.begin(); field != line.fields.end(); ++field)
        fields += field.key() + u'=' + valueText(field.value());
    return QStringList{line.at.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
                       levelText(line.level), line.event, fields.join(QStringLiteral("  "))}
        .join(QStringLiteral("  "));
}

JobLogView::JobLogView(LibraryController& library, QWidget* parent)
    : QWidget(parent),
      m_library(library),
      m_hint(new QLabel(this)),
      m_copy(new QPushButton(symbol(QStringLiteral("copy")), tr("Copy log"), this)),
      m_text(new QPlainTextEdit(this))
{
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("Log of the job"));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setTabChangesFocus(true);
    m_hint->setObjectName(QStringLiteral("quiet"));
    m_copy->setToolTip(tr("Put the lines on the clipboard, for a report or a question"));
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText()); });
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(10, 6, 10, 6);
    bar->addWidget(m_hint, 1);
    bar->addWidget(m_copy);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_text, 1);
}

void JobLogView::setJob(JobId job)
{
    if (job == m_job)
        return;
    m_job = job;
    m_text->clear();
    m_hint->clear();
    m_copy->setEnabled(false);
    refresh();
}

void JobLogView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (std::exchange(m_isStale, false))
        refresh();
}

void JobLogView::refresh()
{
    if (!m_job.isValid() || !m_library.environment())
        return;
    if (!isVisible() || m_isReading) {
        m_isStale = true;
        return;
    }
    m_isReading = true;
    m_library.runner().query(
        this,
        [file = m_library.environment()->library.logFile(), job = m_job] {
            return jobLogLines(file, job, kMostLines);
        },
        [this, job = m_job](const Result<QVector<JobLogLine>>& lines) {
            m_isReading = false;
            if (job == m_job)
                take(lines);
            if (std::exchange(m_isStale, false))
                refresh();
        });
}

void JobLogView::take(const Result<QVector<JobLogLine>>& lines)
{
    if (!lines) {
        m_hint->setText(fullText(lines.error()));
        return;
    }
    QStringList texts;
    for (const JobLogLine& line : *lines)
        texts += logLineText(line);
    const QString text = texts.join(u'\n');
    m_copy->setEnabled(!text.isEmpty());
    m_hint->setText(text.isEmpty() ? tr("The log holds nothing of this job, or no longer.")
                                   : tr("%Ln line(s)", nullptr, static_cast<int>(lines->size())));
    if (text == m_text->toPlainText())
        return;
    QScrollBar& bar = *m_text->verticalScrollBar();
    const bool wasAtEnd = bar.value() == bar.maximum();
    const int place = bar.value();
    m_text->setPlainText(text);
    bar.setValue(wasAtEnd ? bar.maximum() : place);
}

} // namespace safelight
