#pragma once

#include <QHashFunctions>
#include <QMetaType>

#include <compare>

namespace safelight {

/// A row's id that cannot be taken for another table's. 0 is no row.
template <class Tag>
struct Id
{
    qint64 value = 0;

    bool isValid() const { return value > 0; }
    friend auto operator<=>(Id,
                            Id) = default; // NOLINT(modernize-use-nullptr): clang-tidy 14 takes <=> for a 0
    friend size_t qHash(Id id, size_t seed = 0) { return ::qHash(id.value, seed); }
};

using ProjectId = Id<struct ProjectTag>;
using PhotoId = Id<struct PhotoTag>;
using FileId = Id<struct FileTag>;
using CorrectionId = Id<struct CorrectionTag>;
using JobId = Id<struct JobTag>;
using DepartureId = Id<struct DepartureTag>;

/// A number of bytes, so that it is never added to a number of files.
struct ByteCount
{
    qint64 value = 0;

    friend auto operator<=>(ByteCount, ByteCount) = default; // NOLINT(modernize-use-nullptr)
    ByteCount& operator+=(ByteCount other)
    {
        value += other.value;
        return *this;
    }
    friend ByteCount operator+(ByteCount a, ByteCount b) { return {a.value + b.value}; }
    friend ByteCount operator-(ByteCount a, ByteCount b) { return {a.value - b.value}; }
};

} // namespace safelight

Q_DECLARE_METATYPE(safelight::ProjectId)
Q_DECLARE_METATYPE(safelight::PhotoId)
Q_DECLARE_METATYPE(safelight::JobId)
