#pragma once

#include "domain/photometadata.h"
#include "media/decoderequest.h"

#include <libraw/libraw.h>

#include <memory>

namespace safelight {

/// A LibRaw that reports only through its results (by default it writes to standard error). Too large for the
/// stack.
std::unique_ptr<LibRaw> makeRawReader();

/// Identifies the file in `bytes`, which outlive `raw`. The result is LibRaw's.
int openRaw(LibRaw& raw, QByteArrayView bytes);

/// Pixels of the picture as stored, before its rotation.
QSize rawStoredSize(const LibRaw& raw);

Error rawError(int code, const DecodeWatch& watch);

/// Fills into `metadata` what it lacks and LibRaw knows, from the head of the file, and the real size of the
/// picture (RAW files name the size of a preview first). Errors: WrongType (LibRaw does not know the file),
/// Damaged.
Status addRawMetadata(QByteArrayView bytes, PhotoMetadata& metadata);

} // namespace safelight
