#pragma once

#include <QHash>
#include <QWidget>

#include <functional>

class QVBoxLayout;

namespace safelight {

/// Quiet lines at the top of the window: something happened that a person may want to act on, and may as well
/// not.
class BannerStack : public QWidget
{
    Q_OBJECT

public:
    struct Banner
    {
        QString id; ///< a banner with the same id is replaced
        QString symbol;
        QString text;
        QString action; ///< text of the button; empty: none
        std::function<void()> onAction;
        std::function<void()> onDismiss;
        bool staysAfterAction = false; ///< until whoever added it takes it away
    };

    explicit BannerStack(QWidget* parent = nullptr);

    void add(const Banner& banner);
    void remove(const QString& id);
    bool has(const QString& id) const { return m_banners.contains(id); }

private:
    QWidget* makeBanner(const Banner& banner);

    QVBoxLayout* m_column;
    QHash<QString, QWidget*> m_banners;
};

} // namespace safelight
