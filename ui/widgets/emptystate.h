#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace safelight {

/// A pane without contents says what it is for and what to do: a large symbol, a title, a sentence, and at
/// most one button.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    struct Words
    {
        QString symbol;
        QString title;
        QString text;
        QString button; ///< empty: none
        bool isDropTarget = false;
    };

    explicit EmptyState(QWidget* parent = nullptr);

    void say(const Words& words);

Q_SIGNALS:
    void clicked();

protected:
    void changeEvent(QEvent* event) override;

private:
    void fitTexts();
    void drawSymbol();

    Words m_words;
    QWidget* m_card;
    QLabel* m_symbol;
    QLabel* m_title;
    QLabel* m_text;
    QPushButton* m_button;
};

} // namespace safelight
