#pragma once

#include <QDialog>
#include <QStringList>

class QLabel;
class QLineEdit;
class QPushButton;

namespace safelight {

/// Asks for the name of a project: a new one, or another one for an existing project.
class NameDialog : public QDialog
{
    Q_OBJECT

public:
    struct Words
    {
        QString title;
        QString text;
        QString name; ///< to begin with
        QString accept;
        QStringList taken; ///< names that cannot be chosen
    };

    explicit NameDialog(const Words& words, QWidget* parent = nullptr);

Q_SIGNALS:
    void named(const QString& name);

private:
    void check();

    QStringList m_taken;
    QString m_before;
    QLineEdit* m_name;
    QLabel* m_hint;
    QPushButton* m_accept;
};

} // namespace safelight
