#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <initializer_list>
#include <map>

namespace safelight {

/// A fraction as TIFF stores it.
struct TiffRational
{
    qint32 numerator = 0;
    qint32 denominator = 1;
};

/// The entries of one image file directory (TIFF 6.0, section 2), sorted by tag as the format wants them.
class TiffDirectory
{
public:
    void addBytes(quint16 tag, QByteArrayView values);
    void addText(quint16 tag, QByteArrayView text);
    void addShorts(quint16 tag, std::initializer_list<quint16> values);
    void addLongs(quint16 tag, std::initializer_list<quint32> values);
    void addRationals(quint16 tag, std::initializer_list<TiffRational> values);
    void addSignedRationals(quint16 tag, std::initializer_list<TiffRational> values);

private:
    friend class TiffWriter;
    struct Entry
    {
        quint16 type = 0;
        quint32 count = 0;
        QByteArray payload;
    };

    std::map<quint16, Entry> m_entries;
};

/// Puts a little-endian TIFF file together in memory. What is pointed at is appended before what points at
/// it, so each `append` gives the final offset.
class TiffWriter
{
public:
    TiffWriter();

    quint32 append(QByteArrayView data);
    quint32 append(const TiffDirectory& directory);

    /// The whole file, whose first directory lies at `firstDirectory`.
    QByteArray finish(quint32 firstDirectory) &&;

private:
    void alignToWord();

    QByteArray m_bytes;
};

} // namespace safelight
