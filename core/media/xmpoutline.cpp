#include "media/xmpoutline.h"

#include <QSet>
#include <QXmlStreamReader>

#include <utility>
#include <vector>

namespace safelight {

namespace {

constexpr std::size_t kDeepestElement = 200;
constexpr std::size_t kMostNamespaces = 256; // in force at one place: each name is looked up among them
constexpr int kMostAttributes = 2'000;       // of one tag: each is compared with all of them

/// Whether some tag has more attributes than a reader should be asked to compare with each other. Counts
/// also what is none of a tag, such as `=` in comments.
bool hasCrowdedTag(QStringView text)
{
    int attributes = 0;
    for (const QChar c : text) {
        if (c == u'<' || c == u'>')
            attributes = 0;
        else if (c == u'=' && ++attributes > kMostAttributes)
            return true;
    }
    return false;
}

class OutlineReader
{
public:
    explicit OutlineReader(const QString& text) : m_text(text), m_reader(text) {}

    Result<XmpOutline> read()
    {
        while (!m_reader.atEnd()) {
            SAFELIGHT_TRY(readToken());
        }
        if (m_reader.hasError())
            return Error{ErrorCode::Damaged, {}, m_reader.errorString(), nullptr};
        if (!m_outline.rdf)
            return Error{ErrorCode::Damaged, {}, QStringLiteral("no rdf:RDF"), nullptr};
        return std::move(m_outline);
    }

private:
    enum class Role { Other, Rdf, Description, Subject, Bag, Item, Creator, Rights, Values, Value };

    struct Open
    {
        Role role = Role::Other;
        std::size_t declarations = 0;              ///< of m_declarations, before the element's own
        std::optional<XmpElement>* kept = nullptr; ///< where the outline keeps it
    };

    Status readToken()
    {
        switch (m_reader.readNext()) {
        case QXmlStreamReader::DTD:
            return Error{ErrorCode::Unsupported, {}, QStringLiteral("a document type"), nullptr};
        case QXmlStreamReader::StartElement:
            return startElement();
        case QXmlStreamReader::EndElement:
            return endElement();
        case QXmlStreamReader::Characters:
            if (!m_open.empty() && (m_open.back().role == Role::Item || m_open.back().role == Role::Value))
                m_itemText += m_reader.text();
            return {};
        default:
            return {};
        }
    }

    bool is(QStringView nameSpace, QStringView name) const
    {
        return m_reader.namespaceUri() == nameSpace && m_reader.name() == name;
    }

    Role roleHere() const
    {
        const Role parent = m_open.empty() ? Role::Other : m_open.back().role;
        if (parent == Role::Other && !m_outline.rdf && is(kRdfNamespace, u"RDF"))
            return Role::Rdf;
        if (parent == Role::Rdf && is(kRdfNamespace, u"Description"))
            return Role::Description;
        if (parent == Role::Description)
            return roleOfProperty();
        const bool isList =
            is(kRdfNamespace, u"Bag") || is(kRdfNamespace, u"Seq") || is(kRdfNamespace, u"Alt");
        if (parent == Role::Subject && isList && !m_outline.bag)
            return Role::Bag;
        if ((parent == Role::Creator || parent == Role::Rights) && isList)
            return Role::Values;
        if (!is(kRdfNamespace, u"li"))
            return Role::Other;
        return parent == Role::Bag ? Role::Item : parent == Role::Values ? Role::Value : Role::Other;
    }

    Role roleOfProperty() const
    {
        if (is(kDcNamespace, u"subject"))
            return Role::Subject;
        if (is(kDcNamespace, u"creator"))
            return Role::Creator;
        return is(kDcNamespace, u"rights") ? Role::Rights : Role::Other;
    }

    Status startElement()
    {
        if (m_open.size() >= kDeepestElement)
            return Error{ErrorCode::Unsupported, {}, QStringLiteral("nested too deep"), nullptr};
        Open open = {roleHere(), m_declarations.size(), nullptr};
        for (const auto& declaration : m_reader.namespaceDeclarations()) {
            const bool isDc = declaration.namespaceUri() == kDcNamespace;
            m_declarations.emplace_back(declaration.prefix().toString(), isDc);
            if (isDc && !declaration.prefix().empty())
                m_outline.dcPrefix = declaration.prefix().toString();
        }
        if (m_declarations.size() > kMostNamespaces)
            return Error{ErrorCode::Unsupported, {}, QStringLiteral("too many namespaces"), nullptr};
        noteProperties();
        open.kept = placeFor(open.role);
        if (open.kept) {
            SAFELIGHT_ASSIGN(*open.kept, elementHere());
        }
        m_open.push_back(open);
        return {};
    }

    std::optional<XmpElement>* placeFor(Role role)
    {
        if (role == Role::Rdf)
            return &m_outline.rdf;
        if (role == Role::Description && !m_outline.description)
            return &m_outline.description;
        return role == Role::Bag ? &m_outline.bag : nullptr;
    }

    /// A property is an element in a description, or an attribute of one.
    void noteProperties()
    {
        const bool isInDescription = !m_open.empty() && m_open.back().role == Role::Description;
        const auto has = [&](QStringView name) {
            const bool isElement = isInDescription && is(kDcNamespace, name);
            const bool isAttribute =
                roleHere() == Role::Description &&
                m_reader.attributes().hasAttribute(kDcNamespace.toString(), name.toString());
            return isElement || isAttribute;
        };
        m_outline.hasCreator |= has(u"creator");
        m_outline.hasRights |= has(u"rights");
        m_outline.hasSubject |= has(u"subject");
    }

    /// The reader tells where a tag ends. No `<` can stand inside one, so the last one before begins it.
    qsizetype tagStart() const { return m_text.lastIndexOf(u'<', m_reader.characterOffset() - 1); }

    Status checkTag(qsizetype start, const QString& opening) const
    {
        const qsizetype end = m_reader.characterOffset();
        const bool isTag = start >= 0 && end <= m_text.size() && m_text[end - 1] == u'>' &&
                           QStringView(m_text).sliced(start).startsWith(opening);
        if (isTag)
            return {};
        return Error{ErrorCode::Unsupported, {}, QStringLiteral("a tag is not where it should be"), nullptr};
    }

    Result<XmpElement> elementHere() const
    {
        XmpElement element;
        element.name = m_reader.qualifiedName().toString();
        element.rdfPrefix = m_reader.prefix().toString();
        element.dcPrefix = dcPrefixHere();
        element.startTag = tagStart();
        element.startTagEnd = m_reader.characterOffset();
        SAFELIGHT_TRY(checkTag(element.startTag, u'<' + element.name));
        element.closesItself = m_text[element.startTagEnd - 2] == u'/';
        return element;
    }

    QString dcPrefixHere() const
    {
        QSet<QString> inner; // hide what the elements outside declare
        for (auto declared = m_declarations.rbegin(); declared != m_declarations.rend(); ++declared) {
            const auto& [prefix, isDc] = *declared;
            if (isDc && !prefix.isEmpty() && !inner.contains(prefix))
                return prefix;
            inner.insert(prefix);
        }
        return {};
    }

    Status endElement()
    {
        const Open open = m_open.back();
        m_open.pop_back();
        m_declarations.resize(open.declarations);
        if (open.role == Role::Item)
            m_outline.keywords.append(std::exchange(m_itemText, {}));
        if (open.role == Role::Value)
            takeValue(m_open[m_open.size() - 2].role, std::exchange(m_itemText, {}));
        if (!open.kept || (*open.kept)->closesItself)
            return {};
        (*open.kept)->endTag = tagStart();
        return checkTag((*open.kept)->endTag, u"</" + (*open.kept)->name);
    }

    void takeValue(Role property, const QString& value)
    {
        QString& place = property == Role::Creator ? m_outline.creator : m_outline.rights;
        if (place.isEmpty())
            place = value;
    }

    const QString& m_text;
    QXmlStreamReader m_reader;
    XmpOutline m_outline;
    std::vector<Open> m_open;
    std::vector<std::pair<QString, bool>> m_declarations; ///< prefixes in force, and whether Dublin Core's
    QString m_itemText;
};

} // namespace

Result<XmpOutline> outlineOfXmp(const QString& text)
{
    if (hasCrowdedTag(text))
        return Error{ErrorCode::Unsupported, {}, QStringLiteral("too many attributes"), nullptr};
    return OutlineReader(text).read();
}

} // namespace safelight
