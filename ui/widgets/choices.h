#pragma once

#include <QString>
#include <QVector>

class QComboBox;

namespace safelight {

struct Choice
{
    QString text;
    qint64 value = 0;

    friend bool operator==(const Choice&, const Choice&) = default;
};

/// What can be chosen, without a signal: the choice stays where it is still there, else the first one is
/// chosen. A list that is the same is left alone, for it may be open.
void setChoices(QComboBox& box, const QVector<Choice>& choices);

} // namespace safelight
