#pragma once

#include <QDialog>

#include <functional>

class QHBoxLayout;

namespace safelight {

/// A question with named answers, the safest of them preset. Does not block: each answer is a function.
class QuestionDialog : public QDialog
{
    Q_OBJECT

public:
    QuestionDialog(const QString& title, const QString& text, QWidget* parent = nullptr);

    enum class Weight { Plain, Preset };
    /// Buttons from left to right; `name` is the button's object name, for tests and for assistive tools.
    void addAnswer(const QString& name, const QString& text, std::function<void()> then,
                   Weight weight = Weight::Plain);

private:
    QHBoxLayout* m_buttons;
};

/// Closing while tasks run: wait, stop after the current file, or go on working.
struct CloseAnswers
{
    std::function<void()> wait;
    std::function<void()> stop;
};
QuestionDialog* makeCloseDialog(int running, const CloseAnswers& answers, QWidget* parent);

} // namespace safelight
