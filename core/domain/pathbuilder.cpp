#include "domain/pathbuilder.h"

#include "domain/safename.h"

namespace safelight {

namespace {

bool isSeparator(QChar c)
{
    return QStringView(u" _-.,").contains(c);
}

bool isOpening(QChar c)
{
    return c == u'(' || c == u'[';
}

bool isClosing(QChar c)
{
    return c == u')' || c == u']';
}

} // namespace

void PathBuilder::addLiteral(QStringView text)
{
    const auto parts = text.split(u'/');
    for (qsizetype i = 0; i < parts.size(); ++i) {
        if (i > 0)
            endComponent();
        addToComponent(safeCharacters(parts[i]));
    }
}

void PathBuilder::addValue(const QString& value)
{
    if (value.isEmpty()) {
        m_isMissing = true;
        return;
    }
    m_current += value;
    m_literalTail = 0;
    m_isMissing = false;
}

QString PathBuilder::finish()
{
    endComponent();
    return m_components.join(u'/');
}

void PathBuilder::addToComponent(QStringView literal)
{
    if (literal.empty())
        return;
    if (m_isMissing)
        literal = closeGap(literal);
    m_current += literal;
    m_literalTail += literal.size();
    m_isMissing = m_isMissing && literal.empty();
}

/// What is left of the literal behind a missing value.
QStringView PathBuilder::closeGap(QStringView literal)
{
    if (isClosing(literal.front()))
        chopSeparators();
    if (heldInBrackets(literal.front())) {
        chopLiteral(1);
        literal = literal.sliced(1);
    }
    if (m_current.isEmpty() || isSeparator(m_current.back()) || isOpening(m_current.back())) {
        while (!literal.empty() && isSeparator(literal.front()))
            literal = literal.sliced(1);
    }
    return literal;
}

bool PathBuilder::heldInBrackets(QChar closing) const
{
    if (m_literalTail == 0)
        return false;
    const QChar opening = m_current.back();
    return (opening == u'(' && closing == u')') || (opening == u'[' && closing == u']');
}

void PathBuilder::chopLiteral(qsizetype count)
{
    m_current.chop(count);
    m_literalTail -= count;
}

void PathBuilder::chopSeparators()
{
    while (m_literalTail > 0 && isSeparator(m_current.back()))
        chopLiteral(1);
}

void PathBuilder::endComponent()
{
    if (m_isMissing)
        chopSeparators();
    const QString component = safeComponent(m_current, m_longest);
    if (!component.isEmpty())
        m_components.append(component);
    m_current.clear();
    m_literalTail = 0;
    m_isMissing = false;
}

} // namespace safelight
