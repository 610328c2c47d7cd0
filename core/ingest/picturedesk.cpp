#include "ingest/picturedesk.h"

#include "media/metadata.h"

namespace safelight {

namespace {

int orientationOf(const PictureOrder& order, const PictureSource& source)
{
    if (order.orientation)
        return *order.orientation;
    const auto metadata = readMetadata(source, order.format);
    return metadata ? metadata->orientation : 1;
}

} // namespace

bool PictureDesk::tryOrder(PictureOrder order)
{
    const qint64 bytes = order.bytes.size();
    return m_workers.tryOrder(bytes, work(std::move(order)));
}

void PictureDesk::orderFromCopy(PictureOrder order)
{
    m_workers.order(work(std::move(order)));
}

PictureWorkers::Order PictureDesk::work(PictureOrder order)
{
    return [this, order = std::move(order)](const PictureMaker& maker) {
        const PictureSource source =
            order.bytes.isEmpty() ? PictureSource(order.path) : PictureSource(QByteArrayView(order.bytes));
        order.slot->outcome = maker.make({source, order.format, order.xxh128, orientationOf(order, source)});
        order.slot->isDone.store(true, std::memory_order_release);
        m_mailbox.putPicture(order.slot);
    };
}

} // namespace safelight
