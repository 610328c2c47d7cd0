#include "domain/mhl.h"

#include "base/pathtext.h"
#include "domain/xmltext.h"

#include <QCryptographicHash>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>

#include <array>
#include <string_view>

namespace safelight {

namespace {

constexpr int kC4Digits = 88;
constexpr std::string_view kBase58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr auto kDirectoryNamespace = "urn:ASC:MHL:DIRECTORY:v2.0";

QString timeText(const QDateTime& time)
{
    return time.toUTC().toString(Qt::ISODate);
}

/// The name as it is, not carried.
QString plainPath(const QString& path)
{
    return QString::fromStdString(bytesFromText(path));
}

QString actionName(MhlAction action)
{
    switch (action) {
    case MhlAction::Original:
        return QStringLiteral("original");
    case MhlAction::Verified:
        return QStringLiteral("verified");
    case MhlAction::Failed:
        return QStringLiteral("failed");
    }
    return {};
}

Error invalid(const QString& path, const QString& why)
{
    return {ErrorCode::InvalidArgument, path, why, nullptr};
}

Status checkFile(const MhlFile& file)
{
    if (!isMhlPath(file.path))
        return Error{ErrorCode::Unsupported, file.path, QStringLiteral("a name that XML cannot hold"),
                     nullptr};
    if (file.digest.md5.isEmpty() && file.digest.xxh128.isEmpty())
        return invalid(file.path, QStringLiteral("no digest"));
    if (!file.modified.isValid() || !file.hashed.isValid())
        return invalid(file.path, QStringLiteral("no valid time"));
    return {};
}

Status checkFolder(const MhlFolder& folder)
{
    if (!isMhlPath(folder.path))
        return Error{ErrorCode::Unsupported, folder.path, QStringLiteral("a name that XML cannot hold"),
                     nullptr};
    if (folder.content.isEmpty() || folder.structure.isEmpty())
        return invalid(folder.path, QStringLiteral("no digest"));
    if (!folder.modified.isValid() || !folder.hashed.isValid())
        return invalid(folder.path, QStringLiteral("no valid time"));
    return {};
}

class ManifestWriter
{
public:
    explicit ManifestWriter(QByteArray& bytes) : m_xml(&bytes)
    {
        m_xml.setAutoFormatting(true);
        m_xml.setAutoFormattingIndent(2);
    }

    void write(const MhlGeneration& generation)
    {
        m_xml.writeStartDocument();
        m_xml.writeStartElement(QStringLiteral("hashlist"));
        m_xml.writeDefaultNamespace(QStringLiteral("urn:ASC:MHL:v2.0"));
        m_xml.writeAttribute(QStringLiteral("version"), QStringLiteral("2.0"));
        writeCreator(generation);
        writeProcess(generation);
        writeHashes(generation);
        m_xml.writeEndDocument();
    }

private:
    void writeCreator(const MhlGeneration& generation)
    {
        m_xml.writeStartElement(QStringLiteral("creatorinfo"));
        m_xml.writeTextElement(QStringLiteral("creationdate"), timeText(generation.created));
        m_xml.writeTextElement(QStringLiteral("hostname"), xmlCharacters(generation.hostName));
        m_xml.writeStartElement(QStringLiteral("tool"));
        m_xml.writeAttribute(QStringLiteral("version"), xmlCharacters(generation.toolVersion));
        m_xml.writeCharacters(xmlCharacters(generation.tool));
        m_xml.writeEndElement();
        m_xml.writeEndElement();
    }

    void writeProcess(const MhlGeneration& generation)
    {
        m_xml.writeStartElement(QStringLiteral("processinfo"));
        const bool isTransfer = generation.process == MhlProcess::Transfer;
        m_xml.writeTextElement(QStringLiteral("process"),
                               isTransfer ? QStringLiteral("transfer") : QStringLiteral("in-place"));
        if (generation.root) {
            m_xml.writeStartElement(QStringLiteral("roothash"));
            writeFolderDigests(*generation.root);
            m_xml.writeEndElement();
        }
        if (!generation.ignored.isEmpty()) {
            m_xml.writeStartElement(QStringLiteral("ignore"));
            for (const QString& pattern : generation.ignored)
                m_xml.writeTextElement(QStringLiteral("pattern"), xmlCharacters(pattern));
            m_xml.writeEndElement();
        }
        m_xml.writeEndElement();
    }

    void writeHashes(const MhlGeneration& generation)
    {
        if (generation.files.empty() && generation.folders.empty())
            return; // the schema does not know an empty list
        m_xml.writeStartElement(QStringLiteral("hashes"));
        for (const MhlFile& file : generation.files)
            writeFile(file);
        for (const MhlFolder& folder : generation.folders)
            writeFolder(folder);
        m_xml.writeEndElement();
    }

    void writeFile(const MhlFile& file)
    {
        m_xml.writeStartElement(QStringLiteral("hash"));
        m_xml.writeStartElement(QStringLiteral("path"));
        m_xml.writeAttribute(QStringLiteral("size"), QString::number(file.digest.size.value));
        m_xml.writeAttribute(QStringLiteral("lastmodificationdate"), timeText(file.modified));
        m_xml.writeCharacters(plainPath(file.path));
        m_xml.writeEndElement();
        // Readers check by the first one: the fast digest.
        const QString action = actionName(file.action);
        writeDigest(QStringLiteral("xxh128"), file.digest.xxh128, file.hashed, action);
        writeDigest(QStringLiteral("md5"), file.digest.md5, file.hashed, action);
        m_xml.writeEndElement();
    }

    void writeFolder(const MhlFolder& folder)
    {
        m_xml.writeStartElement(QStringLiteral("directoryhash"));
        m_xml.writeStartElement(QStringLiteral("path"));
        m_xml.writeAttribute(QStringLiteral("lastmodificationdate"), timeText(folder.modified));
        m_xml.writeCharacters(plainPath(folder.path));
        m_xml.writeEndElement();
        writeFolderDigests(folder);
        m_xml.writeEndElement();
    }

    void writeFolderDigests(const MhlFolder& folder)
    {
        m_xml.writeStartElement(QStringLiteral("content"));
        writeDigest(QStringLiteral("xxh128"), folder.content, folder.hashed, {});
        m_xml.writeEndElement();
        m_xml.writeStartElement(QStringLiteral("structure"));
        writeDigest(QStringLiteral("xxh128"), folder.structure, folder.hashed, {});
        m_xml.writeEndElement();
    }

    void writeDigest(const QString& format, const QByteArray& digest, const QDateTime& hashed,
                     const QString& action)
    {
        if (digest.isEmpty())
            return;
        m_xml.writeStartElement(format);
        if (!action.isEmpty())
            m_xml.writeAttribute(QStringLiteral("action"), action);
        m_xml.writeAttribute(QStringLiteral("hashdate"), timeText(hashed));
        m_xml.writeCharacters(QString::fromLatin1(digest.toHex()));
        m_xml.writeEndElement();
    }

    QXmlStreamWriter m_xml;
};

Error damagedChain(const QString& why)
{
    return {ErrorCode::Damaged, QString::fromLatin1(kMhlChainFile), why, nullptr};
}

/// The reader stands on the start of a link and is left on its end.
Result<MhlLink> readLink(QXmlStreamReader& xml)
{
    MhlLink link;
    link.generation = xml.attributes().value(QStringLiteral("sequencenr")).toInt();
    while (xml.readNextStartElement()) {
        if (xml.name() == u"path")
            link.fileName = textFromBytes(xml.readElementText().toStdString());
        else if (xml.name() == u"c4")
            link.c4 = xml.readElementText();
        else
            xml.skipCurrentElement();
    }
    if (link.generation < 1 || link.fileName.isEmpty() || link.c4.isEmpty())
        return damagedChain(QStringLiteral("a link lacks its number, name or C4 ID"));
    return link;
}

/// Divides a big number in place by 58 and returns what is left over.
int divideBy58(QByteArray& number)
{
    int rest = 0;
    for (char& byte : number) {
        const int dividend = rest * 256 + static_cast<unsigned char>(byte);
        byte = static_cast<char>(dividend / static_cast<int>(kBase58.size()));
        rest = dividend % static_cast<int>(kBase58.size());
    }
    return rest;
}

} // namespace

bool isMhlPath(const QString& path)
{
    const std::string bytes = bytesFromText(path);
    const QString plain = QString::fromStdString(bytes);
    return plain.toStdString() == bytes && xmlCharacters(plain) == plain;
}

Result<QByteArray> mhlManifest(const MhlGeneration& generation)
{
    if (!generation.created.isValid())
        return invalid({}, QStringLiteral("no valid time"));
    for (const MhlFile& file : generation.files)
        SAFELIGHT_TRY(checkFile(file));
    for (const MhlFolder& folder : generation.folders)
        SAFELIGHT_TRY(checkFolder(folder));
    if (generation.root)
        SAFELIGHT_TRY(checkFolder(*generation.root));
    QByteArray bytes;
    ManifestWriter(bytes).write(generation);
    return bytes;
}

QString mhlFileName(int generation, const QString& rootName, const QDateTime& created)
{
    return QString::number(generation).rightJustified(4, u'0') + u'_' + rootName + u'_' +
           created.toUTC().toString(QStringLiteral("yyyy-MM-dd_HHmmss")) + u"Z.mhl";
}

QString c4Id(QByteArrayView bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha512);
    hash.addData(bytes);
    QByteArray number = hash.result();
    QByteArray digits(kC4Digits, '\0');
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit)
        *digit = kBase58[static_cast<std::size_t>(divideBy58(number))];
    return QStringLiteral("c4") + QString::fromLatin1(digits);
}

QByteArray mhlChain(const std::vector<MhlLink>& links)
{
    QByteArray bytes;
    QXmlStreamWriter xml(&bytes);
    xml.setAutoFormatting(true);
    xml.setAutoFormattingIndent(2);
    xml.writeStartDocument();
    xml.writeStartElement(QStringLiteral("ascmhldirectory"));
    xml.writeDefaultNamespace(QString::fromLatin1(kDirectoryNamespace));
    for (const MhlLink& link : links) {
        xml.writeStartElement(QStringLiteral("hashlist"));
        xml.writeAttribute(QStringLiteral("sequencenr"), QString::number(link.generation));
        xml.writeTextElement(QStringLiteral("path"), plainPath(link.fileName));
        xml.writeTextElement(QStringLiteral("c4"), link.c4);
        xml.writeEndElement();
    }
    xml.writeEndDocument();
    return bytes;
}

Result<std::vector<MhlLink>> parseMhlChain(QByteArrayView bytes)
{
    QXmlStreamReader xml(bytes.toByteArray());
    std::vector<MhlLink> links;
    bool isChain = false;
    while (!xml.atEnd()) {
        const auto token = xml.readNext();
        if (token == QXmlStreamReader::DTD)
            return Error{ErrorCode::Unsupported, QString::fromLatin1(kMhlChainFile),
                         QStringLiteral("a document type"), nullptr};
        if (token != QXmlStreamReader::StartElement)
            continue;
        if (!isChain) {
            isChain = xml.name() == u"ascmhldirectory";
            if (!isChain)
                return damagedChain(QStringLiteral("no ascmhldirectory"));
        } else if (xml.name() == u"hashlist") {
            SAFELIGHT_ASSIGN(const MhlLink link, readLink(xml));
            links.push_back(link);
        }
    }
    if (xml.hasError())
        return damagedChain(xml.errorString());
    return links;
}

} // namespace safelight
