#include "support/receipts.h"

namespace safelight::test {

QStringList WholeReceipt::said() const
{
    QStringList all;
    for (const ReceiptItem& item : items) {
        const int places = (item.stored.isProven() ? 1 : 0) + (item.second.isProven() ? 1 : 0);
        all += item.name + u' ' + ingestOutcomeName(item.outcome) + u' ' + QString::number(places);
    }
    all.sort();
    return all;
}

WholeReceipt latestReceipt(const LibraryFixture& safe)
{
    Connection connection(safe.library().catalog());
    WholeReceipt whole;
    if (!connection.open())
        return whole;
    const ReceiptRepository receipts(connection);
    const auto latest = receipts.latest(1);
    if (!latest || latest->empty())
        return whole;
    whole.receipt = latest->front();
    if (const auto sums = receipts.sums(whole.receipt))
        whole.sums = *sums;
    if (auto items = receipts.page(whole.receipt.id, {}, 100'000))
        whole.items = *std::move(items);
    return whole;
}

} // namespace safelight::test
