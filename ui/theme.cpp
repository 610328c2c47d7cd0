#include "ui/theme.h"

#include "ui/resources.h"

#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QStyleFactory>

namespace safelight {

namespace {

constexpr int kMiddleLightness = 128;

/// The greys of one theme, from the deepest surface to the strongest text.
struct Greys
{
    QColor window, base, alternate, button, mid, dark, text, quiet, disabled;
};

const Greys& greys(bool isDark)
{
    static const Greys dark = {0x252525, 0x1c1c1c, 0x212121, 0x353535, 0x444444,
                               0x161616, 0xe6e6e6, 0xa3a3a3, 0x6f6f6f};
    static const Greys light = {0xededed, 0xfafafa, 0xf3f3f3, 0xe3e3e3, 0xc4c4c4,
                                0xa8a8a8, 0x1e1e1e, 0x5c5c5c, 0x9a9a9a};
    return isDark ? dark : light;
}

QColor accentOf(bool isDark)
{
    return isDark ? QColor(0xf0743e) : QColor(0xb5421a);
}

/// Behind chosen text; white on it reads at 5:1 and more in both themes.
QColor highlightOf(bool isDark)
{
    return isDark ? QColor(0xa8421c) : QColor(0xb5421a);
}

QPalette makePalette(bool isDark)
{
    const Greys& grey = greys(isDark);
    QPalette palette;
    palette.setColor(QPalette::Window, grey.window);
    palette.setColor(QPalette::Base, grey.base);
    palette.setColor(QPalette::AlternateBase, grey.alternate);
    palette.setColor(QPalette::Button, grey.button);
    palette.setColor(QPalette::Light, grey.button.lighter(isDark ? 130 : 106));
    palette.setColor(QPalette::Midlight, grey.button.lighter(isDark ? 115 : 103));
    palette.setColor(QPalette::Mid, grey.mid);
    palette.setColor(QPalette::Dark, grey.dark);
    palette.setColor(QPalette::Shadow, isDark ? QColor(0x0c0c0c) : QColor(0x808080));
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(role, grey.text);
    palette.setColor(QPalette::BrightText, Qt::white);
    palette.setColor(QPalette::PlaceholderText, grey.quiet);
    palette.setColor(QPalette::ToolTipBase, isDark ? QColor(0x3a3a3a) : QColor(0xffffff));
    palette.setColor(QPalette::Highlight, highlightOf(isDark));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, accentOf(isDark));
    palette.setColor(QPalette::LinkVisited, accentOf(isDark));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, grey.disabled);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, grey.mid);
    return palette;
}

/// The style sheet is written in the words of the theme (`@line`), filled in here.
QString makeStyleSheet(const QPalette& palette)
{
    QFile file(QStringLiteral(":/safelight/style.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    const ThemeColors colors = Theme::colors(palette);
    const bool dark = Theme::isDark(palette);
    const std::pair<QString, QColor> words[] = {
        {QStringLiteral("@accent"), colors.accent},
        {QStringLiteral("@quiet"), colors.quiet},
        {QStringLiteral("@line"), colors.line},
        {QStringLiteral("@base"), palette.color(QPalette::Base)},
        {QStringLiteral("@window"), palette.color(QPalette::Window)},
        {QStringLiteral("@button"), palette.color(QPalette::Button)},
        {QStringLiteral("@pressed"), colors.cellChosen},
        {QStringLiteral("@hover"), dark ? QColor(0x3e3e3e) : QColor(0xf4f4f4)},
        {QStringLiteral("@edge"), dark ? QColor(0x4a4a4a) : QColor(0xbcbcbc)},
        {QStringLiteral("@raised"), palette.color(QPalette::Light)},
        {QStringLiteral("@tick"), highlightOf(dark)},
        {QStringLiteral("@text"), palette.color(QPalette::Text)},
    };
    for (const auto& [word, color] : words)
        sheet.replace(word, color.name());
    return sheet;
}

} // namespace

Theme::Theme(QApplication& application, ThemeChoice choice) : m_application(application), m_choice(choice)
{
    initResources();
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    apply();
    application.installEventFilter(this);
}

bool Theme::isDark(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < kMiddleLightness;
}

ThemeColors Theme::colors(const QPalette& palette)
{
    const bool dark = isDark(palette);
    return {
        .accent = accentOf(dark),
        .quiet = greys(dark).quiet,
        .line = dark ? QColor(0x383838) : QColor(0xd2d2d2),
        .cell = dark ? QColor(0x262626) : QColor(0xececec),
        .cellChosen = dark ? QColor(0x3d3d3d) : QColor(0xd6d6d6),
        .good = dark ? QColor(0xc9c9c9) : QColor(0x4a4a4a),
        .safe = dark ? QColor(0x7bc47f) : QColor(0x23702a),
        .caution = dark ? QColor(0xe2b04a) : QColor(0x835600),
        .missing = dark ? QColor(0xff9a6b) : QColor(0xa33a12),
    };
}

bool Theme::wantsDark() const
{
    if (m_choice != ThemeChoice::System)
        return m_choice == ThemeChoice::Dark;
    // Without a palette of its own the application shows the platform's.
    QApplication::setPalette(QPalette());
    return isDark(QApplication::palette());
}

void Theme::apply()
{
    m_isApplying = true;
    const QPalette palette = makePalette(wantsDark());
    QApplication::setPalette(palette);
    m_application.setStyleSheet(makeStyleSheet(palette));
    m_isApplying = false;
}

bool Theme::eventFilter(QObject* watched, QEvent* event)
{
    const bool isPlatformsChange =
        event->type() == QEvent::ThemeChange ||
        (event->type() == QEvent::ApplicationPaletteChange && watched == &m_application);
    if (isPlatformsChange && !m_isApplying && m_choice == ThemeChoice::System)
        QMetaObject::invokeMethod(
            this, [this] { apply(); }, Qt::QueuedConnection);
    return QObject::eventFilter(watched, event);
}

} // namespace safelight
