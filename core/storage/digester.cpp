#include "storage/digester.h"

#include <openssl/evp.h>
#include <xxhash.h>

namespace safelight {

struct XxhFree
{
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};
using XxhState = std::unique_ptr<XXH3_state_t, XxhFree>;

struct EvpFree
{
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

namespace {

XxhState freshXxh()
{
    XxhState state(XXH3_createState());
    XXH3_128bits_reset(state.get());
    return state;
}

QByteArray canonical(XXH128_hash_t hash)
{
    XXH128_canonical_t bytes = {};
    XXH128_canonicalFromHash(&bytes, hash);
    return {reinterpret_cast<const char*>(bytes.digest), sizeof bytes.digest};
}

} // namespace

struct Digester::State
{
    std::unique_ptr<EVP_MD_CTX, EvpFree> md5{EVP_MD_CTX_new()};
    XxhState xxh = freshXxh();
    ByteCount size;
};

Digester::Digester() : m_state(std::make_unique<State>())
{
    // MD5 identifies, it does not protect: asked for by name, so that a FIPS build says no at once and not
    // silently.
    EVP_DigestInit_ex(m_state->md5.get(), EVP_md5(), nullptr);
}

Digester::Digester(Digester&&) noexcept = default;
Digester& Digester::operator=(Digester&&) noexcept = default;
Digester::~Digester() = default;

void Digester::add(QByteArrayView bytes)
{
    EVP_DigestUpdate(m_state->md5.get(), bytes.data(), static_cast<size_t>(bytes.size()));
    XXH3_128bits_update(m_state->xxh.get(), bytes.data(), static_cast<size_t>(bytes.size()));
    m_state->size += ByteCount{bytes.size()};
}

Digest Digester::finish()
{
    QByteArray md5(EVP_MAX_MD_SIZE, Qt::Uninitialized);
    unsigned length = 0;
    EVP_DigestFinal_ex(m_state->md5.get(), reinterpret_cast<unsigned char*>(md5.data()), &length);
    md5.resize(static_cast<qsizetype>(length));
    return {md5, canonical(XXH3_128bits_digest(m_state->xxh.get())), m_state->size};
}

Digest Digester::of(QByteArrayView bytes)
{
    Digester digester;
    digester.add(bytes);
    return digester.finish();
}

struct QuickDigester::State
{
    XxhState xxh = freshXxh();
};

QuickDigester::QuickDigester() : m_state(std::make_unique<State>()) {}
QuickDigester::~QuickDigester() = default;

void QuickDigester::add(QByteArrayView bytes)
{
    XXH3_128bits_update(m_state->xxh.get(), bytes.data(), static_cast<size_t>(bytes.size()));
}

QByteArray QuickDigester::finish()
{
    return canonical(XXH3_128bits_digest(m_state->xxh.get()));
}

} // namespace safelight
