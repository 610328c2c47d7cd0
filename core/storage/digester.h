#pragma once

#include "domain/digest.h"

#include <QByteArrayView>

#include <memory>

namespace safelight {

/// Takes the digest of bytes as they pass by: MD5 by OpenSSL, XXH3-128 by xxHash.
class Digester
{
public:
    Digester();
    Digester(Digester&&) noexcept;
    Digester& operator=(Digester&&) noexcept;
    ~Digester();

    void add(QByteArrayView bytes);
    /// The digest of all that was added; the digester is spent.
    Digest finish();

    static Digest of(QByteArrayView bytes);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// XXH3-128 alone, for proving a copy against bytes whose digest is known: as strong as needed against
/// accidents, and some twenty times as fast as MD5.
class QuickDigester
{
public:
    QuickDigester();
    ~QuickDigester();
    QuickDigester(const QuickDigester&) = delete;
    QuickDigester& operator=(const QuickDigester&) = delete;

    void add(QByteArrayView bytes);
    QByteArray finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace safelight
