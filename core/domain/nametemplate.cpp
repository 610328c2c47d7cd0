#include "domain/nametemplate.h"

#include "base/pathtext.h"
#include "domain/pathbuilder.h"
#include "domain/safename.h"

#include <QLocale>

#include <algorithm>
#include <utility>

namespace safelight {

namespace {

constexpr qsizetype kLongestComponent = 200; // bytes; leaves room for a number and an ending in 255

QString formattedTime(const NameFacts& facts, const QString& format)
{
    const QDateTime time = facts.taken.isValid() ? facts.taken.local : facts.fileTime;
    return time.isValid() ? QLocale::c().toString(time, format) : QString();
}

QString originalIn(const QString& original, QStringView letterCase)
{
    if (letterCase == u"upper")
        return original.toUpper();
    return letterCase == u"lower" ? original.toLower() : original;
}

QString fallbackName(const NameFacts& facts)
{
    const QString original = safeComponent(safeCharacters(facts.original), kLongestComponent);
    return original.isEmpty() ? QStringLiteral("unnamed") : original;
}

} // namespace

/// What the parser, and the list for people, know of a word.
struct NameTemplate::WordRow
{
    enum class Argument { None, TimeFormat, Digits, LetterCase };

    Word word;
    QStringView name;
    Argument argument = Argument::None;
    QStringView fallback = {}; ///< the argument where none is given
    bool isMetadata = false;
};

const std::vector<NameTemplate::WordRow>& NameTemplate::words()
{
    using Argument = WordRow::Argument;
    static const std::vector<WordRow> rows = {
        {Word::Date, u"date", Argument::TimeFormat, u"yyyy-MM-dd", true},
        {Word::Time, u"time", Argument::TimeFormat, u"HHmmss", true},
        {Word::Year, u"year", Argument::None, u"yyyy", true},
        {Word::Month, u"month", Argument::None, u"MM", true},
        {Word::Day, u"day", Argument::None, u"dd", true},
        {Word::Camera, u"camera", Argument::None, {}, true},
        {Word::Lens, u"lens", Argument::None, {}, true},
        {Word::Serial, u"serial", Argument::None, {}, true},
        {Word::Iso, u"iso", Argument::None, {}, true},
        {Word::Counter, u"counter", Argument::Digits, u"4"},
        {Word::Original, u"original", Argument::LetterCase},
        {Word::Folder, u"folder"},
        {Word::Project, u"project"},
        {Word::Creator, u"creator"},
    };
    return rows;
}

/// Reads one template from its front to its end.
class NameTemplateParser
{
public:
    NameTemplateParser(const QString& text, NameTemplate::Kind kind) : m_result(text, kind), m_text(text) {}

    Result<NameTemplate> parse()
    {
        SAFELIGHT_TRY(checkCharacters());
        while (m_position < m_text.size()) {
            if (m_text[m_position] == u'{' && !isDoubled())
                SAFELIGHT_TRY(readWord());
            else
                SAFELIGHT_TRY(readLiteral());
        }
        endLiteral();
        return std::move(m_result);
    }

private:
    using Row = NameTemplate::WordRow;
    using Kind = NameTemplate::Kind;

    Error errorAt(qsizetype position, const QString& what) const
    {
        return {ErrorCode::InvalidArgument, m_text, QStringLiteral("character %1: ").arg(position + 1) + what,
                nullptr};
    }

    Status checkCharacters() const
    {
        const bool isName = m_result.m_kind == Kind::Name;
        if (isName && m_text.trimmed().isEmpty())
            return errorAt(0, QStringLiteral("the name is empty"));
        for (qsizetype i = 0; i < m_text.size(); ++i) {
            if (m_text[i].category() == QChar::Other_Control)
                return errorAt(i, QStringLiteral("a control character"));
            if (isName && m_text[i] == u'/')
                return errorAt(i, QStringLiteral("\"/\" in a name"));
        }
        return {};
    }

    bool isDoubled() const
    {
        return m_position + 1 < m_text.size() && m_text[m_position + 1] == m_text[m_position];
    }

    Status readLiteral()
    {
        const QChar c = m_text[m_position];
        if (c == u'}' && !isDoubled())
            return errorAt(m_position, QStringLiteral("\"}\" without \"{\""));
        m_literal += c;
        m_position += c == u'{' || c == u'}' ? 2 : 1;
        return {};
    }

    void endLiteral()
    {
        if (!m_literal.isEmpty())
            m_result.m_pieces.push_back({std::nullopt, std::exchange(m_literal, {})});
    }

    Status readWord()
    {
        const qsizetype start = m_position;
        const qsizetype end = m_text.indexOf(u'}', start);
        const qsizetype inner = m_text.indexOf(u'{', start + 1);
        if (end < 0 || (inner >= 0 && inner < end))
            return errorAt(start, QStringLiteral("\"{\" without \"}\""));
        const QString content = m_text.sliced(start + 1, end - start - 1);
        const qsizetype colon = content.indexOf(u':');
        const QString name = colon < 0 ? content : content.first(colon);
        const Row* row = rowOf(name);
        if (!row)
            return errorAt(start + 1, QStringLiteral("unknown word \"%1\"").arg(name));
        QString argument = row->fallback.toString();
        if (colon >= 0) {
            argument = content.sliced(colon + 1);
            if (!fits(*row, argument))
                return errorAt(start + 1 + colon + 1,
                               QStringLiteral("\"%1\" does not go with \"%2\"").arg(argument, name));
        }
        endLiteral();
        addWord(*row, argument);
        m_position = end + 1;
        return {};
    }

    static const Row* rowOf(QStringView name)
    {
        const auto& rows = NameTemplate::words();
        const auto found =
            std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
        return found == rows.end() ? nullptr : &*found;
    }

    static bool fits(const Row& row, QStringView argument)
    {
        switch (row.argument) {
        case Row::Argument::None:
            return false;
        case Row::Argument::TimeFormat:
            return !argument.empty();
        case Row::Argument::Digits:
            return argument.size() == 1 && argument.front() >= u'1' && argument.front() <= u'9';
        case Row::Argument::LetterCase:
            return argument == u"upper" || argument == u"lower";
        }
        return false;
    }

    /// A `/` in the format of a time is the template's own and separates folders, except between apostrophes,
    /// where it cannot be taken out of the format.
    void addWord(const Row& row, const QString& argument)
    {
        qsizetype start = 0;
        bool isQuoted = false;
        for (qsizetype i = 0; i < argument.size(); ++i) {
            if (argument[i] == u'\'')
                isQuoted = !isQuoted;
            if (argument[i] != u'/' || isQuoted)
                continue;
            if (i > start)
                m_result.m_pieces.push_back({row.word, argument.sliced(start, i - start)});
            m_result.m_pieces.push_back({std::nullopt, QStringLiteral("/")});
            start = i + 1;
        }
        if (start < argument.size() || argument.isEmpty())
            m_result.m_pieces.push_back({row.word, argument.sliced(start)});
    }

    NameTemplate m_result;
    QString m_text;
    QString m_literal;
    qsizetype m_position = 0;
};

Result<NameTemplate> NameTemplate::parse(const QString& text, Kind kind)
{
    return NameTemplateParser(text, kind).parse();
}

bool NameTemplate::has(Word word) const
{
    return std::any_of(m_pieces.begin(), m_pieces.end(),
                       [word](const Piece& piece) { return piece.word == word; });
}

bool NameTemplate::usesCounter() const
{
    return has(Word::Counter);
}

bool NameTemplate::needsMetadata() const
{
    return std::any_of(words().begin(), words().end(),
                       [this](const WordRow& row) { return row.isMetadata && has(row.word); });
}

QString NameTemplate::valueOf(const Piece& piece, const NameFacts& facts)
{
    switch (*piece.word) {
    case Word::Date:
    case Word::Time:
    case Word::Year:
    case Word::Month:
    case Word::Day:
        return formattedTime(facts, piece.text);
    case Word::Camera:
        return facts.camera;
    case Word::Lens:
        return facts.lens;
    case Word::Serial:
        return facts.serial;
    case Word::Iso:
        return facts.iso;
    case Word::Counter:
        return QString::number(facts.counter).rightJustified(piece.text.toInt(), u'0');
    case Word::Original:
        return originalIn(facts.original, piece.text);
    case Word::Folder:
        return facts.folder;
    case Word::Project:
        return facts.project;
    case Word::Creator:
        return facts.creator;
    }
    return {};
}

QString NameTemplate::expand(const NameFacts& facts) const
{
    PathBuilder path(kLongestComponent);
    for (const Piece& piece : m_pieces) {
        if (piece.word)
            path.addValue(safeCharacters(valueOf(piece, facts).trimmed()));
        else
            path.addLiteral(piece.text);
    }
    QString expanded = path.finish();
    if (expanded.isEmpty() && m_kind == Kind::Name)
        expanded = fallbackName(facts);
    // Carried bytes of two values may have become one character: text as a listing would give it.
    return textFromBytes(bytesFromText(expanded));
}

NameFacts exampleNameFacts()
{
    NameFacts facts;
    facts.taken = CaptureTime::at({2026, 11, 21}, {14, 3, 7}, 60);
    facts.fileTime = facts.taken.local;
    facts.camera = QStringLiteral("NIKON Z 8");
    facts.lens = QStringLiteral("NIKKOR Z 50mm");
    facts.serial = QStringLiteral("6001234");
    facts.iso = QStringLiteral("400");
    facts.project = QStringLiteral("Harbour at night");
    facts.original = QStringLiteral("DSC_0042");
    facts.folder = QStringLiteral("DCIM/100NIKON");
    facts.creator = QStringLiteral("Robin Lee");
    facts.counter = 42;
    return facts;
}

std::vector<NameToken> NameTemplate::tokens()
{
    const NameFacts facts = exampleNameFacts();
    std::vector<NameToken> tokens;
    for (const WordRow& row : words()) {
        const bool isWritten = row.argument != WordRow::Argument::None && !row.fallback.empty();
        const QString argument = isWritten ? u':' + row.fallback.toString() : QString();
        const QString written = u'{' + row.name.toString() + argument + u'}';
        const Piece piece = {row.word, row.fallback.toString()};
        tokens.push_back({row.name.toString(), written, safeCharacters(valueOf(piece, facts))});
    }
    return tokens;
}

} // namespace safelight
