#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;

namespace safelight {

/// A text that can be marked and copied, broken into lines where it must be, never taken for HTML.
QLabel* selectableLabel(const QString& text, QWidget* parent);

/// Names and values in two columns, under titles.
class FactGrid : public QWidget
{
    Q_OBJECT

public:
    explicit FactGrid(QWidget* parent = nullptr);

    void addTitle(const QString& title);
    void addFact(const QString& name, const QString& value);
    /// A value in letters of one width: digests.
    void addCode(const QString& name, const QString& value);

private:
    QLabel* addRow(const QString& name, const QString& value);

    QGridLayout* m_grid;
};

} // namespace safelight
