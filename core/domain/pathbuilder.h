#pragma once

#include <QString>
#include <QStringList>

namespace safelight {

/// Puts a relative path together from literal text and values, and closes the gaps that missing values leave,
/// as NameTemplate describes it.
class PathBuilder
{
public:
    /// `longestComponent`: bytes.
    explicit PathBuilder(qsizetype longestComponent) : m_longest(longestComponent) {}

    /// `/` ends a component.
    void addLiteral(QStringView text);
    /// Of safe characters only (domain/safename.h). Empty: the value is missing.
    void addValue(const QString& value);
    /// The path; components that came out empty are left out.
    QString finish();

private:
    void addToComponent(QStringView literal);
    QStringView closeGap(QStringView literal);
    bool heldInBrackets(QChar closing) const;
    void chopLiteral(qsizetype count);
    void chopSeparators();
    void endComponent();

    qsizetype m_longest;
    QStringList m_components;
    QString m_current;
    qsizetype m_literalTail = 0; ///< characters at the end of m_current that are literal
    bool m_isMissing = false;    ///< a value is missing behind m_current
};

} // namespace safelight
