#include "ingest/quickplan.h"

#include "base/pathtext.h"
#include "catalog/receiptrepository.h"
#include "ingest/ingestcontext.h"
#include "ingest/mailbox.h"
#include "ingest/pageplanner.h"

#include <QHash>
#include <QThreadPool>
#include <QtConcurrent>

#include <algorithm>
#include <chrono>
#include <exception>

namespace safelight {

namespace {

constexpr std::size_t kPageFrames = 256; // for one set of questions to the catalogue
constexpr int kMostReceipts = 8;         // of one place: newer ones say it all again
constexpr std::chrono::milliseconds kPagePatience{200};

std::size_t hashOf(std::size_t root, std::string_view name, qint64 size, qint64 mtimeNs)
{
    const QByteArrayView bytes(name.data(), static_cast<qsizetype>(name.size()));
    return qHashMulti(0, root, bytes, size, mtimeNs);
}

} // namespace

std::optional<ReceiptItemId> PlanLore::itemOf(std::size_t root, std::string_view name, qint64 size,
                                              qint64 mtimeNs) const
{
    const auto known = items.find(hashOf(root, name, size, mtimeNs));
    return known == items.end() ? std::nullopt : std::optional(known->second);
}

bool PlanLore::isShared(qint64 size) const
{
    return std::ranges::binary_search(sharedSizes, size);
}

Status QuickPlan::load(Connection& connection)
{
    m_lore.roots = m_scan.roots;
    m_isPlanned.assign(m_scan.frameCount(), false);
    loadSharedSizes();
    m_context.planned.rememberOnly(m_lore.sharedSizes);
    const ReceiptRepository receipts(connection);
    for (std::size_t root = 0; root < m_lore.roots.size(); ++root)
        SAFELIGHT_TRY(loadReceipts(receipts, root));
    return {};
}

Status QuickPlan::loadReceipts(const ReceiptRepository& receipts, std::size_t root)
{
    const auto& path = m_lore.roots[root];
    QString volume;
    QString place;
    if (const auto& on = m_context.roots->root(root).volume()) {
        volume = on->identity;
        place = pathToText(path.lexically_relative(on->mountPoint));
    }
    SAFELIGHT_ASSIGN(const auto known, receipts.ofPlace(pathToText(path), volume, place, kMostReceipts));
    for (const Receipt& receipt : known) { // newest first: what it says is not overwritten
        SAFELIGHT_TRY(receipts.eachStoredItem(receipt.id, [&](const StoredItem& item) {
            m_lore.items.try_emplace(hashOf(root, item.name, item.size.value, item.mtimeNs), item.id);
        }));
    }
    return {};
}

void QuickPlan::loadSharedSizes()
{
    std::vector<qint64> sizes;
    sizes.reserve(static_cast<std::size_t>(m_scan.fileCount));
    m_scan.eachSize([&](qint64 size) { sizes.push_back(size); });
    std::ranges::sort(sizes);
    for (auto next = sizes.begin(); (next = std::adjacent_find(next, sizes.end())) != sizes.end();) {
        m_lore.sharedSizes.push_back(*next);
        next = std::upper_bound(next, sizes.end(), *next);
    }
}

void QuickPlan::run(int threads, const std::function<void(const std::vector<Frame>&)>& onPlanned)
{
    Mailbox mailbox(kPageFrames);
    QThreadPool pool;
    pool.setMaxThreadCount(threads);
    for (int i = 0; i < threads; ++i) {
        (void)QtConcurrent::run(&pool, [this, &mailbox] {
            workUntilFailure(mailbox);
            mailbox.workerEnded();
        });
    }
    for (int ended = 0; ended < threads;) {
        auto mail = mailbox.take(kPageFrames, kPagePatience, ended);
        if (mail.frames.empty())
            ended = mail.endedWorkers; // only now: what they sent before has been taken
        else
            onPlanned(mail.frames);
    }
    pool.waitForDone();
}

/// What a thread could not ask about is decided by bytes, as is what it never came to.
void QuickPlan::workUntilFailure(Mailbox& mailbox)
{
    Status status;
    try {
        status = work(mailbox);
    } catch (const std::exception& failure) {
        status = Error{ErrorCode::Internal, {}, QString::fromUtf8(failure.what()), nullptr};
    }
    if (!status)
        m_context.environment.log.warning(u"plan_not_asked",
                                          {{QStringLiteral("error"), describeForLog(status.error())}});
}

Status QuickPlan::work(Mailbox& mailbox)
{
    PagePlanner planner(m_context, m_lore);
    SAFELIGHT_TRY(planner.open());
    while (!m_context.cancel.isCancelled()) {
        const Places places = nextPage();
        if (places.begin == places.end)
            break;
        std::vector<Frame> frames;
        frames.reserve(places.end - places.begin);
        for (std::size_t place = places.begin; place < places.end; ++place)
            frames.push_back(frameOf(m_scan.frame(place), m_context.project.id));
        SAFELIGHT_ASSIGN(auto planned, planner.plan(std::move(frames)));
        markPlanned(planned);
        mailbox.putFrames(std::move(planned));
    }
    return {};
}

QuickPlan::Places QuickPlan::nextPage()
{
    const std::lock_guard lock(m_mutex);
    const std::size_t begin = m_next;
    m_next = std::min(begin + kPageFrames, m_scan.frameCount());
    return {begin, m_next};
}

void QuickPlan::markPlanned(const std::vector<Frame>& frames)
{
    const std::lock_guard lock(m_mutex);
    for (const Frame& frame : frames)
        m_isPlanned[static_cast<std::size_t>(frame.ticket)] = true;
}

std::vector<std::uint32_t> QuickPlan::left() const
{
    std::vector<std::uint32_t> places;
    for (std::size_t place = 0; place < m_isPlanned.size(); ++place) {
        if (!m_isPlanned[place])
            places.push_back(static_cast<std::uint32_t>(place));
    }
    return places;
}

} // namespace safelight
