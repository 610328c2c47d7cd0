#include "ingest/picturedesk.h"

namespace safelight {

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
        order.slot->outcome = maker.make({source, order.format, order.xxh128, order.orientation});
        order.slot->isDone.store(true, std::memory_order_release);
        m_mailbox.putPicture(order.slot);
    };
}

} // namespace safelight
