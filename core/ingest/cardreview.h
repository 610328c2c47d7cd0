#pragma once

#include "base/canceltoken.h"
#include "ingest/sourcescan.h"

#include <QJsonObject>
#include <QString>
#include <QVector>

namespace safelight {

/// Something about a card that a photographer wants to know before it is formatted.
struct CardWarning
{
    enum class Kind {
        CounterGap,  ///< numbers of the camera's counter are missing; `count` of them, before `subject`
        LoneRaw,     ///< a RAW without its JPEG where pairs are the rule
        LoneJpeg,    ///< the other way round
        LoneSidecar, ///< a sidecar without a picture
        Empty,       ///< a file without a byte
        ZeroFilled,  ///< a file whose beginning is nothing but zeros
        Truncated,   ///< a JPEG without its end marker
    };

    Kind kind = Kind::CounterGap;
    QString subject; ///< carried text: the stem or file, below the project; empty: `count` more of this kind
    qint64 count = 1;
};

/// As the summary of a plan or an ingest has it: kind (`counter_gap`, …), subject, count.
QJsonObject toJson(const CardWarning& warning);
/// The `warnings` of such a summary; what this version does not know is left out.
QVector<CardWarning> cardWarningsOf(const QJsonObject& summary);

enum class ReviewDepth {
    Names,    ///< without a look into any file
    Contents, ///< and the first and last bytes of each picture
};

/// Looks at what was found. Pairs are the rule where nine of ten frames with a RAW or JPEG have both, and
/// there are at least ten. Numbers are compared within one folder, where at least three frames share what
/// stands before them (DCF: four digits at the end).
QVector<CardWarning> reviewCard(const SourceScan& scan, ReviewDepth depth, const CancelToken& cancel);

} // namespace safelight
