#pragma once

#include <QWidget>

namespace safelight {

/// Lies over the window while something is dragged over it, and says what a drop will do.
class DropOverlay : public QWidget
{
    Q_OBJECT

public:
    explicit DropOverlay(QWidget* parent);

    /// `hole`: what stays uncovered (the project that a drop goes to), in the parent's coordinates; empty:
    /// nothing.
    void say(const QString& title, const QString& text, const QRect& hole);
    const QString& title() const { return m_title; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_title;
    QString m_text;
    QRect m_hole;
};

} // namespace safelight
