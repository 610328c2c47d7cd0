#include "ui/words/receipttext.h"

#include "base/pathtext.h"
#include "ui/words/errortext.h"
#include "ui/words/ingesttext.h"
#include "ui/words/progresstext.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace safelight {

namespace {

struct ReceiptText
{
    Q_DECLARE_TR_FUNCTIONS(ReceiptText)
};

QString timeText(const QDateTime& time)
{
    return time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString proofText(const QString& place, const FileProof& proof)
{
    return ReceiptText::tr("%1, proven by %2 on %3")
        .arg(place, verifyLevelText(proof.level), timeText(proof.at));
}

/// An error code's name, then its detail, as a receipt keeps it.
QString reasonText(const QString& reason)
{
    const auto code = errorCodeFromName(reason.section(u':', 0, 0));
    return code ? shortText(Error{*code, {}, {}, nullptr}) : reason;
}

} // namespace

QString verifyLevelText(const QString& level)
{
    if (level == u"size")
        return ReceiptText::tr("size");
    if (level == u"readback")
        return ReceiptText::tr("reading it back from the disk");
    return ReceiptText::tr("digest");
}

QString receiptVerdictText(const Receipt& receipt, const ReceiptSums& sums)
{
    const QString proven = ReceiptText::tr("%Ln file(s) proven", nullptr, static_cast<int>(sums.proven));
    if (sums.isSafeToFormat(receipt))
        return receipt.wantedPlaces > 1
                   ? ReceiptText::tr("Safe to format: %1 at %2 places").arg(proven).arg(receipt.wantedPlaces)
                   : ReceiptText::tr("Safe to format: %1").arg(proven);
    QStringList why;
    if (!receipt.isWhole)
        why += ReceiptText::tr("only some files of it were looked at");
    if (!receipt.isComplete)
        why += ReceiptText::tr("it was not taken in to the end");
    if (sums.unproven > 0)
        why += ReceiptText::tr("%Ln file(s) not proven", nullptr, static_cast<int>(sums.unproven));
    if (sums.left > 0)
        why +=
            ReceiptText::tr("%Ln file(s) have left the library since", nullptr, static_cast<int>(sums.left));
    if (sums.unknown > 0)
        why += ReceiptText::tr("%Ln file(s) of kinds that are not taken in", nullptr,
                               static_cast<int>(sums.unknown));
    if (receipt.sharesVolume)
        why += ReceiptText::tr("copies lie on this volume itself");
    if (why.isEmpty())
        why += ReceiptText::tr("nothing was found there");
    return ReceiptText::tr("Do not format yet: %1").arg(why.join(ReceiptText::tr(", ")));
}

QString receiptSourceText(const Receipt& receipt)
{
    return receipt.volumeLabel.isEmpty() ? displayText(receipt.root) : displayText(receipt.volumeLabel);
}

QString receiptVerdictWord(const Receipt& receipt, const ReceiptSums& sums)
{
    return sums.isSafeToFormat(receipt) ? ReceiptText::tr("Safe to format") : ReceiptText::tr("Not yet");
}

QString receiptOutcomeText(const ReceiptItem& item)
{
    if (item.reason.isEmpty())
        return outcomeText(item.outcome);
    return ReceiptText::tr("%1: %2").arg(outcomeText(item.outcome), reasonText(item.reason));
}

QString proofText(const FileProof& proof)
{
    if (!proof.isProven())
        return {};
    return ReceiptText::tr("by %1, %2").arg(verifyLevelText(proof.level), timeText(proof.at));
}

QString receiptText(const Receipt& receipt, const ReceiptSums& sums)
{
    return ReceiptText::tr("%1 to “%2”, %3. %4")
        .arg(receiptSourceText(receipt), displayText(receipt.projectName), timeText(receipt.startedAt),
             receiptVerdictText(receipt, sums));
}

QString receiptItemText(const ReceiptItem& item)
{
    QStringList parts = {displayText(item.name) + u": " + outcomeText(item.outcome)};
    if (item.matter == SourceMatter::Housekeeping)
        parts += ReceiptText::tr("the camera’s or computer’s own");
    else if (!item.reason.isEmpty())
        parts += reasonText(item.reason);
    if (item.matter == SourceMatter::Made)
        parts += ReceiptText::tr("made by Safelight");
    else if (item.madeFrom.isKnown())
        parts += ReceiptText::tr("written with creator, copyright or keywords");
    if (item.stored.isProven())
        parts += proofText(
            ReceiptText::tr("“%1” in “%2”").arg(displayText(item.stored.path), displayText(item.projectName)),
            item.stored);
    if (item.second.isProven())
        parts += proofText(displayText(item.second.path), item.second);
    return parts.join(ReceiptText::tr("; "));
}

} // namespace safelight
