#pragma once

#include <QImage>
#include <QtGlobal>

namespace safelight {

/// 64-bit DCT perceptual hash of an upright picture: 32×32 grey, two-dimensional DCT-II, the lowest 8×8 terms
/// (the first row and column of the 9×9 corner left out as in the reference), each bit telling whether the
/// term is above their median. Source: C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash
/// Functions", 2010, section 3.2.1; the reference implementation is pHash's ph_dct_imagehash. Transparent
/// pixels count as white. 0 for a null picture.
quint64 perceptualHash(const QImage& upright);

/// Number of bits in which two hashes differ, 0…64.
int hammingDistance(quint64 a, quint64 b);

} // namespace safelight
