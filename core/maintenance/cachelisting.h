#pragma once

#include "base/canceltoken.h"
#include "media/derivativestore.h"

#include <array>
#include <filesystem>
#include <vector>

namespace safelight {

/// What lies in the folder of a store of derived pictures, listed once. Links are not followed, and nothing
/// is changed.
///
/// Memory: 32 bytes a picture.
class CacheListing
{
public:
    using Key = std::array<unsigned char, 16>; ///< XXH3-128 of the file that is shown
    static Key keyOf(const QByteArray& xxh128);

    struct Entry
    {
        Key key = {};
        qint64 mtimeNs = 0;
        bool isUsable = false; ///< a file with something in it; a recent one also ends as a JPEG does

        QByteArray digest() const
        {
            return {reinterpret_cast<const char*>(key.data()), static_cast<qsizetype>(key.size())};
        }
    };
    /// A file that no row can ask for.
    struct Leftover
    {
        enum class Kind {
            Temporary, ///< was being written
            OtherSize, ///< a preview of a size that is not set any more
        };
        std::filesystem::path path;
        Kind kind = Kind::Temporary;
        qint64 mtimeNs = 0;
    };

    /// A store without a folder is an empty one. Errors: those of listing, also of a part; Cancelled.
    static Result<CacheListing> list(const DerivativeStore& store, const CancelToken& cancel);

    const DerivativeStore& store() const { return m_store; }
    /// By ascending digest.
    const std::vector<Entry>& entries() const { return m_entries; }
    const std::vector<Leftover>& leftovers() const { return m_leftovers; }
    /// The picture of this digest; null when there is none.
    const Entry* find(const QByteArray& xxh128) const;
    /// False when the store's folder is reached through a link: what lies there may be somebody else's.
    bool mayRemove() const { return !m_isLinked; }

private:
    explicit CacheListing(DerivativeStore store) : m_store(std::move(store)) {}

    Status listShard(int storeFd, const std::string& shard, const CancelToken& cancel);
    void take(int shardFd, const std::string& shard, const char* name);

    DerivativeStore m_store;
    std::vector<Entry> m_entries;
    std::vector<Leftover> m_leftovers;
    bool m_isLinked = false;
};

} // namespace safelight
