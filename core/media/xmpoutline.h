#pragma once

#include "base/result.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace safelight {

/// An element in the text of an XMP packet, as far as it takes to put something at its end.
struct XmpElement
{
    qsizetype startTag = 0;    ///< position of `<` of the start tag, in UTF-16 units of the text
    qsizetype startTagEnd = 0; ///< behind its `>`
    qsizetype endTag = 0;      ///< position of `<` of the end tag; meaningless where it closes itself
    bool closesItself = false; ///< `<a/>`
    QString name;              ///< with its prefix, as written
    QString rdfPrefix;         ///< of the name
    QString dcPrefix;          ///< a prefix that means Dublin Core inside the element; empty if there is none
};

/// What an XMP packet has of the properties that Safelight adds, and where more can be put.
struct XmpOutline
{
    std::optional<XmpElement> rdf;         ///< the first rdf:RDF
    std::optional<XmpElement> description; ///< the first rdf:Description in it
    std::optional<XmpElement> bag;         ///< the list in dc:subject
    bool hasCreator = false;               ///< as element or attribute, with or without a value
    bool hasRights = false;
    bool hasSubject = false;
    /// The last one that is declared for Dublin Core, anywhere. Adobe's reader, which most programs have,
    /// takes nothing of a packet whose properties have another one. Empty: there is none.
    QString dcPrefix;
    QStringList keywords; ///< in `bag`
    QString creator;      ///< the first in its list; empty where there is none
    QString rights;
};

inline constexpr QStringView kRdfNamespace = u"http://www.w3.org/1999/02/22-rdf-syntax-ns#";
inline constexpr QStringView kDcNamespace = u"http://purl.org/dc/elements/1.1/";

/// Reads the outline of an XMP packet (XMP specification part 1, 7: its serialisation in RDF/XML). Errors:
/// Damaged (no well-formed XML, no rdf:RDF), Unsupported (a document type, which XMP does not have and which
/// may hold entities that grow without end; more attributes, namespaces or depth than any XMP has, which a
/// reader would take long for; a text whose places cannot be told).
Result<XmpOutline> outlineOfXmp(const QString& text);

} // namespace safelight
