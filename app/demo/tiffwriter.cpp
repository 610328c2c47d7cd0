#include "app/demo/tiffwriter.h"

#include <QtEndian>

#include <utility>

namespace safelight {

namespace {

enum FieldType : quint16 { Byte = 1, Ascii = 2, Short = 3, Long = 4, Rational = 5, SignedRational = 10 };

constexpr qsizetype kFirstDirectoryAt = 4;
constexpr qsizetype kInlineSize = 4;

template <class T>
void appendNumber(QByteArray& bytes, T value)
{
    const T little = qToLittleEndian(value);
    bytes.append(reinterpret_cast<const char*>(&little), sizeof little);
}

template <class T>
QByteArray numbers(std::initializer_list<T> values)
{
    QByteArray bytes;
    for (const T value : values)
        appendNumber(bytes, value);
    return bytes;
}

QByteArray fractions(std::initializer_list<TiffRational> values)
{
    QByteArray bytes;
    for (const TiffRational& value : values) {
        appendNumber(bytes, value.numerator);
        appendNumber(bytes, value.denominator);
    }
    return bytes;
}

} // namespace

void TiffDirectory::addBytes(quint16 tag, QByteArrayView values)
{
    m_entries[tag] = {Byte, static_cast<quint32>(values.size()), values.toByteArray()};
}

void TiffDirectory::addText(quint16 tag, QByteArrayView text)
{
    const QByteArray terminated = text.toByteArray() + '\0';
    m_entries[tag] = {Ascii, static_cast<quint32>(terminated.size()), terminated};
}

void TiffDirectory::addShorts(quint16 tag, std::initializer_list<quint16> values)
{
    m_entries[tag] = {Short, static_cast<quint32>(values.size()), numbers(values)};
}

void TiffDirectory::addLongs(quint16 tag, std::initializer_list<quint32> values)
{
    m_entries[tag] = {Long, static_cast<quint32>(values.size()), numbers(values)};
}

void TiffDirectory::addRationals(quint16 tag, std::initializer_list<TiffRational> values)
{
    m_entries[tag] = {Rational, static_cast<quint32>(values.size()), fractions(values)};
}

void TiffDirectory::addSignedRationals(quint16 tag, std::initializer_list<TiffRational> values)
{
    m_entries[tag] = {SignedRational, static_cast<quint32>(values.size()), fractions(values)};
}

TiffWriter::TiffWriter() : m_bytes(QByteArrayLiteral("II\x2a\0\0\0\0\0")) {}

void TiffWriter::alignToWord()
{
    if (m_bytes.size() % 2 != 0)
        m_bytes.append('\0');
}

quint32 TiffWriter::append(QByteArrayView data)
{
    alignToWord();
    const auto offset = static_cast<quint32>(m_bytes.size());
    m_bytes.append(data);
    return offset;
}

quint32 TiffWriter::append(const TiffDirectory& directory)
{
    QByteArray table;
    appendNumber(table, static_cast<quint16>(directory.m_entries.size()));
    for (const auto& [tag, entry] : directory.m_entries) {
        appendNumber(table, tag);
        appendNumber(table, entry.type);
        appendNumber(table, entry.count);
        if (entry.payload.size() > kInlineSize)
            appendNumber(table, append(entry.payload));
        else
            table.append(entry.payload.leftJustified(kInlineSize, '\0'));
    }
    appendNumber(table, quint32{0}); // no directory follows
    return append(QByteArrayView(table));
}

QByteArray TiffWriter::finish(quint32 firstDirectory) &&
{
    qToLittleEndian(firstDirectory, m_bytes.data() + kFirstDirectoryAt);
    return std::move(m_bytes);
}

} // namespace safelight
