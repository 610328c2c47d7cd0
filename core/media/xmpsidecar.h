#pragma once

#include "base/result.h"
#include "domain/addedmetadata.h"

#include <QByteArray>
#include <QByteArrayView>

namespace safelight {

/// An XMP sidecar with `added` in it: dc:creator, dc:rights and dc:subject of XMP specification part 1
/// (ISO 16684-1), 8.3. Empty `existing` gives a new one. Otherwise only text of ours is put in, and every
/// byte that was there stays, in its order; only an element that closes itself, `<a/>`, is opened for it. A
/// creator and a copyright that are there are left alone, even empty ones. Keywords that are missing are
/// added to the list that is there; a dc:subject that has no list is left alone. White space around values
/// goes. A byte order mark of UTF-8 stays. Where nothing is to be added, `existing` comes back as it is, also
/// when it is no XMP.
///
/// Errors: Damaged (no well-formed XML in UTF-8, no rdf:RDF), Unsupported (larger than 16 MiB, another
/// encoding, a document type, or XMP of a form that does not take the addition): then nothing was changed.
Result<QByteArray> xmpWith(QByteArrayView existing, const AddedMetadata& added);

/// Whether `written` is what xmpWith() makes of `source`, with what `written` says more than `source`. Then
/// nothing of `source` is lost with it. Proven in both directions: `source` with the addition is `written`,
/// and `written` without it is `source`, byte for byte.
bool isXmpMadeFrom(QByteArrayView source, QByteArrayView written);

} // namespace safelight
