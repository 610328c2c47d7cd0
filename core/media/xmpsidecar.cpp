#include "media/xmpsidecar.h"

#include "domain/xmltext.h"
#include "media/xmpoutline.h"

#include <QXmlStreamReader>

#include <algorithm>
#include <utility>
#include <vector>

namespace safelight {

namespace {

constexpr qsizetype kLargestXmp = qsizetype{16} * 1024 * 1024;

constexpr QByteArrayView kByteOrderMark("\xEF\xBB\xBF");

constexpr QStringView kNewXmp =
    u"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
    " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
    "  <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
    "  </rdf:Description>\n"
    " </rdf:RDF>\n"
    "</x:xmpmeta>\n";

AddedMetadata tidied(const AddedMetadata& added)
{
    AddedMetadata tidy = {
        xmlCharacters(added.creator).trimmed(), xmlCharacters(added.copyright).trimmed(), {}};
    for (const QString& keyword : added.keywords) {
        const QString trimmed = xmlCharacters(keyword).trimmed();
        if (!trimmed.isEmpty() && !tidy.keywords.contains(trimmed))
            tidy.keywords.append(trimmed);
    }
    return tidy;
}

Error unsupported(const QString& why)
{
    return {ErrorCode::Unsupported, {}, why, nullptr};
}

/// The packet as text of which each character stands for its own bytes.
Result<QString> decoded(QByteArrayView bytes)
{
    if (bytes.size() > kLargestXmp)
        return unsupported(QStringLiteral("too large"));
    const bool hasWideMark = bytes.startsWith("\xFE\xFF") || bytes.startsWith("\xFF\xFE");
    if (hasWideMark || bytes.startsWith(kByteOrderMark) || bytes.contains('\0'))
        return unsupported(QStringLiteral("two byte order marks, or not UTF-8"));
    QString text = QString::fromUtf8(bytes);
    if (text.toUtf8() != bytes)
        return Error{ErrorCode::Damaged, {}, QStringLiteral("not UTF-8"), nullptr};
    return text;
}

/// The XML declaration of a well-formed packet must not name another encoding than UTF-8.
Status checkEncoding(QByteArrayView bytes)
{
    QXmlStreamReader reader(bytes.toByteArray());
    reader.readNext();
    const QStringView encoding = reader.documentEncoding();
    const bool isOther = !encoding.empty() && encoding.compare(u"UTF-8", Qt::CaseInsensitive) != 0;
    if (isOther || reader.hasError()) // an encoding that the reader does not know is an error
        return unsupported(u"the encoding " + encoding.toString());
    return {};
}

/// What an insertion did to a text.
struct XmpEdit
{
    qsizetype position = 0; ///< of what was put in
    qsizetype length = 0;
    bool isOpened = false; ///< `/` went from before the `>` in front of it
};

/// Text to be put at the end of an element: lines of their own, indented as the element is, where its end
/// tag begins a line; else all in one line.
class Insertion
{
public:
    Insertion(const QString& text, const XmpElement& element) : m_text(text), m_element(element)
    {
        const qsizetype tag = element.closesItself ? element.startTag : element.endTag;
        m_position = tag;
        while (m_position > 0 && QStringView(u" \t\r\n").contains(text[m_position - 1]))
            --m_position;
        const QStringView space = QStringView(text).sliced(m_position, tag - m_position);
        const qsizetype lineEnd = space.lastIndexOf(u'\n');
        m_hasLines = lineEnd >= 0;
        m_newLine = space.contains(u'\r') ? QStringLiteral("\r\n") : QStringLiteral("\n");
        m_indent = space.sliced(lineEnd + 1).toString();
        if (element.closesItself)
            m_position = element.startTagEnd;
    }

    bool isEmpty() const { return m_lines.isEmpty(); }
    void add(int depth, const QString& line)
    {
        m_lines += m_hasLines ? m_newLine + m_indent + QString(depth, u' ') + line : line;
    }

    QString inserted(std::vector<XmpEdit>& edits) const
    {
        QString result = m_text;
        if (!m_element.closesItself) {
            edits.push_back({m_position, m_lines.size(), false});
            return result.insert(m_position, m_lines);
        }
        const QString end = m_hasLines ? QString(m_newLine + m_indent) : QString();
        const QString lines = m_lines + end + u"</" + m_element.name + u'>';
        result.insert(m_position, lines);
        edits.push_back({m_element.startTagEnd - 1, lines.size(), true});
        return result.remove(m_element.startTagEnd - 2, 1);
    }

private:
    const QString& m_text;
    const XmpElement& m_element;
    qsizetype m_position = 0;
    bool m_hasLines = false;
    QString m_newLine;
    QString m_indent;
    QString m_lines;
};

QString withPrefix(const QString& prefix, QStringView name)
{
    return prefix.isEmpty() ? name.toString() : QString(prefix + u':' + name);
}

/// `<dc:creator>`, `<rdf:Seq>` and their items.
void addProperty(Insertion& insertion, const XmpElement& parent, const QString& prefix, QStringView name,
                 QStringView list, const QStringList& values)
{
    const QString property = prefix + u':' + name;
    const bool isDeclared = prefix == parent.dcPrefix;
    const QString declaration =
        isDeclared ? QString() : u" xmlns:" + prefix + u"=\"" + kDcNamespace.toString() + u'"';
    const QString listName = withPrefix(parent.rdfPrefix, list);
    const QString item = withPrefix(parent.rdfPrefix, u"li");
    const QString language = list == u"Alt" ? QStringLiteral(" xml:lang=\"x-default\"") : QString();
    insertion.add(1, u'<' + property + declaration + u'>');
    insertion.add(2, u'<' + listName + u'>');
    for (const QString& value : values)
        insertion.add(3, u'<' + item + language + u'>' + xmlText(value) + u"</" + item + u'>');
    insertion.add(2, u"</" + listName + u'>');
    insertion.add(1, u"</" + property + u'>');
}

QStringList missingKeywords(const XmpOutline& outline, const AddedMetadata& added)
{
    QStringList missing;
    for (const QString& keyword : added.keywords) {
        const bool isThere = std::any_of(outline.keywords.begin(), outline.keywords.end(),
                                         [&](const QString& known) { return known.trimmed() == keyword; });
        if (!isThere)
            missing.append(keyword);
    }
    return missing;
}

QString withKeywords(const QString& text, const XmpElement& bag, const QStringList& keywords,
                     std::vector<XmpEdit>& edits)
{
    Insertion insertion(text, bag);
    const QString item = withPrefix(bag.rdfPrefix, u"li");
    for (const QString& keyword : keywords)
        insertion.add(1, u'<' + item + u'>' + xmlText(keyword) + u"</" + item + u'>');
    return insertion.inserted(edits);
}

QString withProperties(const QString& text, const XmpOutline& outline, const AddedMetadata& added,
                       std::vector<XmpEdit>& edits)
{
    const XmpElement& parent = *outline.description;
    const QString prefix = outline.dcPrefix.isEmpty() ? QStringLiteral("dc") : outline.dcPrefix;
    Insertion insertion(text, parent);
    if (!added.creator.isEmpty() && !outline.hasCreator)
        addProperty(insertion, parent, prefix, u"creator", u"Seq", {added.creator});
    if (!added.copyright.isEmpty() && !outline.hasRights)
        addProperty(insertion, parent, prefix, u"rights", u"Alt", {added.copyright});
    if (!added.keywords.isEmpty() && !outline.hasSubject)
        addProperty(insertion, parent, prefix, u"subject", u"Bag", added.keywords);
    return insertion.isEmpty() ? text : insertion.inserted(edits);
}

/// A packet without description gets one, for the properties to go into.
QString withDescription(const QString& text, const XmpElement& rdf, std::vector<XmpEdit>& edits)
{
    Insertion insertion(text, rdf);
    // An attribute of the namespace needs a prefix, which the element may do without.
    const QString declaration =
        rdf.rdfPrefix.isEmpty() ? u" xmlns:rdf=\"" + kRdfNamespace.toString() + u'"' : QString();
    const QString prefix = rdf.rdfPrefix.isEmpty() ? QStringLiteral("rdf") : rdf.rdfPrefix;
    insertion.add(1, u'<' + prefix + u":Description " + prefix + u":about=\"\"" + declaration + u"/>");
    return insertion.inserted(edits);
}

/// Whether the packet says now what it should.
bool holds(const XmpOutline& outline, const AddedMetadata& added)
{
    const bool hasKeywords = !outline.bag || missingKeywords(outline, added).isEmpty();
    return (added.creator.isEmpty() || outline.hasCreator) &&
           (added.copyright.isEmpty() || outline.hasRights) &&
           (added.keywords.isEmpty() || outline.hasSubject) && hasKeywords;
}

/// `text` with what is missing of `added`, which is tidy.
Result<QString> withAdded(QString text, const AddedMetadata& added, std::vector<XmpEdit>& edits)
{
    SAFELIGHT_ASSIGN(XmpOutline outline, outlineOfXmp(text));
    const auto refresh = [&]() -> Status {
        SAFELIGHT_ASSIGN(outline, outlineOfXmp(text));
        return {};
    };
    if (outline.bag) {
        const QStringList missing = missingKeywords(outline, added);
        if (!missing.isEmpty())
            text = withKeywords(text, *outline.bag, missing, edits);
        SAFELIGHT_TRY(refresh());
    }
    if (!outline.description && !holds(outline, added)) {
        text = withDescription(text, *outline.rdf, edits);
        SAFELIGHT_TRY(refresh());
    }
    if (outline.description)
        text = withProperties(text, outline, added, edits);
    SAFELIGHT_TRY(refresh());
    if (!holds(outline, added))
        return unsupported(QStringLiteral("the addition cannot be read back"));
    return text;
}

QString without(QString text, const std::vector<XmpEdit>& edits)
{
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
        text.remove(edit->position, edit->length);
        if (edit->isOpened)
            text.insert(edit->position - 1, u'/');
    }
    return text;
}

/// What the written packet says that the source does not.
AddedMetadata difference(const XmpOutline& source, const XmpOutline& written)
{
    AddedMetadata added;
    if (!source.hasCreator)
        added.creator = written.creator;
    if (!source.hasRights)
        added.copyright = written.rights;
    added.keywords = missingKeywords(source, {{}, {}, written.keywords});
    return added;
}

Status proveXmpMadeFrom(QByteArrayView source, QByteArrayView written)
{
    SAFELIGHT_ASSIGN(const QString sourceText, decoded(source));
    SAFELIGHT_ASSIGN(const QString writtenText, decoded(written));
    SAFELIGHT_ASSIGN(const XmpOutline before, outlineOfXmp(sourceText));
    SAFELIGHT_ASSIGN(const XmpOutline after, outlineOfXmp(writtenText));
    std::vector<XmpEdit> edits;
    SAFELIGHT_ASSIGN(const QString made, withAdded(sourceText, tidied(difference(before, after)), edits));
    if (made.toUtf8() == written && without(writtenText, edits).toUtf8() == source)
        return {};
    return Error{ErrorCode::VerifyFailed, {}, {}, nullptr};
}

} // namespace

Result<QByteArray> xmpWith(QByteArrayView existing, const AddedMetadata& added)
{
    const AddedMetadata tidy = tidied(added);
    if (tidy.isEmpty())
        return existing.toByteArray();
    const bool isMarked = existing.startsWith(kByteOrderMark);
    const QByteArrayView packet = isMarked ? existing.sliced(kByteOrderMark.size()) : existing;
    QString text = kNewXmp.toString();
    if (!existing.empty()) {
        SAFELIGHT_ASSIGN(text, decoded(packet));
        SAFELIGHT_TRY(outlineOfXmp(text));
        SAFELIGHT_TRY(checkEncoding(packet));
    }
    std::vector<XmpEdit> edits;
    SAFELIGHT_ASSIGN(const QString made, withAdded(std::move(text), tidy, edits));
    return isMarked ? kByteOrderMark.toByteArray() + made.toUtf8() : made.toUtf8();
}

bool isXmpMadeFrom(QByteArrayView source, QByteArrayView written)
{
    const bool isMarked = source.startsWith(kByteOrderMark);
    if (isMarked != written.startsWith(kByteOrderMark))
        return false;
    const qsizetype mark = isMarked ? kByteOrderMark.size() : 0;
    return proveXmpMadeFrom(source.sliced(mark), written.sliced(mark)).isOk();
}

} // namespace safelight
