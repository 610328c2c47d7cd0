#pragma once

#include "domain/formats.h"

#include <QMetaType>

namespace safelight {

/// Which kinds of variant a photo has on disk. Packed in the catalogue's queries as bits jpg 1, raw 2,
/// other 4.
struct Availability
{
    bool jpg = false;
    bool raw = false;
    bool other = false;

    friend bool operator==(const Availability&, const Availability&) = default;

    bool any() const { return jpg || raw || other; }
    int bits() const { return (jpg ? 1 : 0) | (raw ? 2 : 0) | (other ? 4 : 0); }
    static Availability fromBits(int bits) { return {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0}; }

    /// Adds a file of this kind that is on disk; a sidecar adds nothing.
    void add(FileKind kind)
    {
        jpg = jpg || kind == FileKind::Jpg;
        raw = raw || kind == FileKind::Raw;
        other = other || kind == FileKind::Other;
    }
    /// True when `before` had a kind that this lacks.
    bool lostSince(const Availability& before) const { return (before.bits() & ~bits()) != 0; }
};

} // namespace safelight

Q_DECLARE_METATYPE(safelight::Availability)
