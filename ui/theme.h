#pragma once

#include <QColor>
#include <QObject>
#include <QPalette>

class QApplication;

namespace safelight {

enum class ThemeChoice { System, Light, Dark };

/// The colours that a palette has no role for.
struct ThemeColors
{
    QColor accent;     ///< the lamp of a darkroom: progress, focus, the current photo
    QColor quiet;      ///< text of less weight; readable (4.5:1) on window and base
    QColor line;       ///< hairlines between panes
    QColor cell;       ///< behind a picture in the grid
    QColor cellChosen; ///< behind a chosen picture
    QColor good;       ///< a kind of file that is there
    QColor safe;       ///< what is proven; always with words
    QColor caution;    ///< what wants a look; always with words
    QColor missing;    ///< a kind of file, or a photo, that is not there
};

/// The look of the program: calm greys, pictures first, one accent. Follows the platform's light or dark
/// palette, and follows it on when it changes. Qt 6.4 has no word for "dark": the platform's window colour
/// tells.
class Theme : public QObject
{
    Q_OBJECT

public:
    /// Sets style, palette and style sheet of `application`, and keeps them right from then on.
    Theme(QApplication& application, ThemeChoice choice);

    /// The colours that belong to a palette of ours (or to any other: by its lightness).
    static ThemeColors colors(const QPalette& palette);
    static bool isDark(const QPalette& palette);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply();
    bool wantsDark() const;

    QApplication& m_application;
    ThemeChoice m_choice;
    bool m_isApplying = false;
};

} // namespace safelight
