#pragma once

#include "domain/nametemplate.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QMenu;
class QToolButton;

namespace safelight {

/// A field for a template of names or of subfolders, with a menu of its words, and below it what it gives for
/// an example, or why it cannot be used. Empty stands for "as at the source".
class TemplateField : public QWidget
{
    Q_OBJECT

public:
    TemplateField(NameTemplate::Kind kind, const QString& name, QWidget* parent = nullptr);

    QString text() const;
    void setText(const QString& text);
    bool isValid() const { return m_isValid; }
    bool usesCounter() const { return m_usesCounter; }
    /// What the example says of the project.
    void setProject(const QString& name);
    /// The example, or the error, as it is shown.
    QString hint() const;
    QLineEdit& field() { return *m_field; }

Q_SIGNALS:
    void changed();

private:
    void makeMenu();
    void insert(const QString& word);
    void tell();
    void say(const QString& text, bool isError);

    NameTemplate::Kind m_kind;
    QString m_project;
    bool m_isValid = true;
    bool m_usesCounter = false;
    QLineEdit* m_field;
    QToolButton* m_words;
    QLabel* m_hint;
};

} // namespace safelight
