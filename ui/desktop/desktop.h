#pragma once

#include <QString>

#include <optional>

namespace safelight {

/// What the desktop shows of the program outside of its window, as far as it can. Never waits.
class Desktop
{
public:
    struct Notice
    {
        QString title;
        QString text;
    };

    virtual ~Desktop() = default;

    virtual void notify(const Notice& notice) = 0;
    /// In the task bar, 0 to 1; none: nothing runs.
    virtual void showProgress(std::optional<double> fraction) = 0;

protected:
    Desktop() = default;
};

} // namespace safelight
