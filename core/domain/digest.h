#pragma once

#include "base/ids.h"

#include <QByteArray>
#include <QString>

#include <compare>

namespace safelight {

/// What identifies the bytes of a file: MD5 (RFC 1321), XXH3-128 (xxHash, canonical big-endian form) and the
/// size. Two files are taken for the same only when all three agree; nothing is ever deleted on that alone.
struct Digest
{
    QByteArray md5;    ///< 16 bytes; empty when not known yet ("pending")
    QByteArray xxh128; ///< 16 bytes; empty when not known yet
    ByteCount size;

    bool isKnown() const { return md5.size() == 16 && xxh128.size() == 16; }
    QString md5Hex() const { return QString::fromLatin1(md5.toHex()); }
    QString xxh128Hex() const { return QString::fromLatin1(xxh128.toHex()); }

    friend bool operator==(const Digest&, const Digest&) = default;
    friend bool operator<(const Digest& a, const Digest& b)
    {
        if (a.xxh128 != b.xxh128)
            return a.xxh128 < b.xxh128;
        if (a.md5 != b.md5)
            return a.md5 < b.md5;
        return a.size < b.size;
    }
};

} // namespace safelight
