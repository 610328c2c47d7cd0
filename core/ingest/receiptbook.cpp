#include "ingest/receiptbook.h"

#include "base/pathtext.h"
#include "ingest/ingestcontext.h"
#include "storage/volume.h"

#include <algorithm>
#include <array>

namespace safelight {

namespace {

QString reasonText(const std::optional<Error>& reason)
{
    if (!reason)
        return {};
    const QString code = errorCodeName(reason->code);
    return reason->detail.isEmpty() ? code : code + u": " + reason->detail;
}

/// A source that could not be removed is proven all the same. Anything else that is said of a duplicate means
/// that its stored file was not seen, is not the same, or is the source itself.
bool isAboutTheSource(ErrorCode code)
{
    return code == ErrorCode::PermissionDenied || code == ErrorCode::ReadOnly ||
           code == ErrorCode::WriteFailed || code == ErrorCode::NotARegularFile ||
           code == ErrorCode::NotCopiedTwice || code == ErrorCode::FrameIncomplete;
}

/// Whether the bytes are there without the source, as seen in this run.
bool isProofToday(const FrameFile& file)
{
    const auto& reason = file.item.reason;
    const bool isDoubtful =
        reason && (reason->code == ErrorCode::VerifyFailed ||
                   (file.item.outcome == IngestOutcome::Duplicate && !isAboutTheSource(reason->code)));
    return !file.isItself && !isDoubtful;
}

std::vector<qint64> filesByRoot(const SourceScan& scan)
{
    std::vector<qint64> files(scan.roots.size(), 0);
    scan.eachFile([&](const SourceFile& file) { ++files[file.root]; });
    for (const RejectedFile& rejected : scan.rejected)
        ++files[rejected.root];
    return files;
}

/// Whether a folder lies in another one, or is it, whatever links lead there.
bool liesWithin(const std::filesystem::path& folder, const std::filesystem::path& outer)
{
    std::error_code failure;
    const auto inside = std::filesystem::weakly_canonical(folder, failure);
    const auto around = std::filesystem::weakly_canonical(outer, failure);
    return std::mismatch(around.begin(), around.end(), inside.begin(), inside.end()).first == around.end();
}

/// What cameras make at the top of a card (DCF 2.0; AVCHD, XAVC and XF below PRIVATE or CONTENTS; XDCAM).
bool looksLikeCard(const std::filesystem::path& mountPoint)
{
    std::error_code failure;
    return std::ranges::any_of(std::array{"DCIM", "PRIVATE", "CONTENTS", "XDROOT"}, [&](const char* name) {
        return std::filesystem::is_directory(mountPoint / name, failure);
    });
}

/// That as many bytes were written as were read says nothing of what they are.
void withdrawUnlessBytes(FileProof& proof)
{
    if (proof.level == verifyLevelName(VerifyLevel::Size))
        proof.at = {};
}

} // namespace

Status ReceiptBook::checkRoots(JobId job) const
{
    constexpr int kLooks = 50;
    const ReceiptRepository receipts(m_connection);
    SAFELIGHT_ASSIGN(const auto earlier, receipts.ofJob(job));
    for (const Receipt& receipt : earlier) {
        const auto root = pathFromText(receipt.root);
        const Error gone = {ErrorCode::VolumeGone, receipt.root, {}, nullptr};
        const auto volume = volumeOf(root);
        std::error_code failure;
        if (!std::filesystem::is_directory(root, failure))
            return gone;
        if (!receipt.volume.isEmpty()) {
            const bool isSame = volume && volume->identity == receipt.volume &&
                                pathToText(root.lexically_relative(volume->mountPoint)) == receipt.place;
            if (!isSame)
                return gone;
        }
        // Many places have a volume without a name, or the one that the empty mount point lies on: what was
        // found there is there still, as far as we left it.
        SAFELIGHT_ASSIGN(const auto items, receipts.page(receipt.id, {}, kLooks));
        const auto isLeft = [](const ReceiptItem& item) {
            return !item.isSourceRemoved && item.matter == SourceMatter::Frame;
        };
        const bool isAnyThere = std::ranges::any_of(items, [&](const ReceiptItem& item) {
            const auto identity = identityOf(root / pathFromText(item.name));
            return isLeft(item) && identity && identity->size == item.size &&
                   identity->mtimeNs == item.mtimeNs;
        });
        if (std::ranges::any_of(items, isLeft) && !isAnyThere)
            return gone;
    }
    return {};
}

Status ReceiptBook::open(JobId job, const SourceScan& scan)
{
    m_roots = scan.roots;
    m_settled.resize(m_roots.size());
    m_receipts.resize(m_roots.size());
    m_erasedWith.resize(m_roots.size());
    m_sharesVolume.resize(m_roots.size());
    const ReceiptRepository receipts(m_connection);
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_ASSIGN(const auto earlier, receipts.ofJob(job));
    SAFELIGHT_ASSIGN(m_highestCounter, receipts.highestCounter(job));
    const auto listed = filesByRoot(scan);
    for (std::size_t root = 0; root < m_roots.size(); ++root)
        SAFELIGHT_TRY(openOne(job, root, {scan.isWholeRoot[root], listed[root]}, earlier));
    return transaction.commit();
}

Status ReceiptBook::openOne(JobId job, std::size_t root, const Found& found,
                            const std::vector<Receipt>& earlier)
{
    const ReceiptRepository receipts(m_connection);
    const QString path = pathToText(m_roots[root]);
    const auto known = std::ranges::find(earlier, path, &Receipt::root);
    if (known != earlier.end()) {
        m_receipts[root] = known->id;
        SAFELIGHT_TRY(receipts.reopen(known->id));
        return readSettled(root);
    }
    Receipt receipt;
    receipt.uuid = QUuid::createUuid();
    receipt.job = job;
    receipt.project = m_context.project.id;
    receipt.projectName = m_context.project.name;
    receipt.root = path;
    if (const auto& volume = m_context.roots->root(root).volume()) {
        receipt.volume = volume->identity;
        receipt.volumeLabel = volume->label;
        receipt.place = pathToText(m_roots[root].lexically_relative(volume->mountPoint));
    }
    receipt.isWhole = found.isWhole;
    receipt.listed = found.files;
    receipt.isMove = m_context.isMove();
    receipt.wantedPlaces = m_context.request.wantedPlaces();
    if (m_context.second.isWanted())
        receipt.secondFolder = pathToText(m_context.second.folder().path());
    receipt.startedAt = QDateTime::currentDateTimeUtc();
    SAFELIGHT_ASSIGN(m_receipts[root], receipts.insert(receipt));
    return {};
}

Status ReceiptBook::readSettled(std::size_t root)
{
    constexpr int kPage = 2'000;
    ReceiptItemId after;
    while (true) {
        SAFELIGHT_ASSIGN(const auto page,
                         ReceiptRepository(m_connection).page(m_receipts[root], after, kPage));
        for (const ReceiptItem& item : page) {
            after = item.id;
            const bool isTaken =
                item.outcome == IngestOutcome::Imported || item.outcome == IngestOutcome::Duplicate;
            const bool isUnproven = isTaken && !item.isProvenAt(m_context.request.wantedPlaces());
            const bool isSourceLeft = isTaken && m_context.isMove() && !item.isSourceRemoved;
            m_settled[root].insert_or_assign(
                bytesFromText(item.name),
                Settled{item.id, item.size.value, item.mtimeNs, isUnproven || isSourceLeft});
            const bool isSettled = !isUnproven && !isSourceLeft && item.matter != SourceMatter::Made;
            m_settledCount += isSettled ? 1 : 0;
        }
        if (page.size() < kPage)
            return {};
    }
}

std::string ReceiptBook::nameBelowRoot(std::size_t root, const std::filesystem::path& path) const
{
    const std::string& folder = m_roots[root].native();
    const std::string& whole = path.native();
    if (whole == folder)
        return ".";
    if (!whole.starts_with(folder))
        return whole;
    return whole.substr(folder.ends_with('/') ? folder.size() : folder.size() + 1);
}

bool ReceiptBook::isSettled(const SourceFile& file) const
{
    const auto& settled = m_settled[file.root];
    if (settled.empty())
        return false;
    const auto known = settled.find(nameBelowRoot(file.root, file.path));
    return known != settled.end() && !known->second.isOpen && known->second.size == file.size.value &&
           known->second.mtimeNs == file.mtimeNs;
}

/// What an earlier attempt said of a file gives way to what is known now.
Status ReceiptBook::replaceEarlier(std::size_t root, const std::string& name)
{
    const auto known = m_settled[root].find(name);
    if (known == m_settled[root].end())
        return {};
    return ReceiptRepository(m_connection).removeItem(known->second.item); // again where that was rolled back
}

/// Whether who erases a root, or formats its volume, erases a folder as well. Volumes are formatted when they
/// are cards or were dropped as a whole: nobody formats the disk of the system because a folder of it was
/// taken in.
bool ReceiptBook::isErasedWith(std::size_t root, const std::filesystem::path& folder)
{
    const auto& volume = m_context.roots->root(root).volume();
    const auto [known, isNew] = m_erasedWith[root].try_emplace(folder, false);
    if (isNew)
        known->second = liesWithin(folder, m_roots[root]);
    const bool mayBeFormatted =
        volume && (volume->deviceClass == DeviceClass::Removable || volume->mountPoint == m_roots[root] ||
                   looksLikeCard(volume->mountPoint));
    if (isNew && !known->second && mayBeFormatted) {
        const auto source = identityOf(m_roots[root]);
        const auto copy = identityOf(folder);
        const auto copyVolume = volumeOf(folder);
        known->second =
            (source && copy && source->device == copy->device) ||
            (copyVolume && !volume->identity.isEmpty() && copyVolume->identity == volume->identity);
    }
    return known->second;
}

Status ReceiptBook::noteSharedVolume(std::size_t root, const FrameFile& file, const ReceiptItem& item)
{
    if (m_sharesVolume[root])
        return {};
    const auto& library = m_context.environment.library;
    const auto folder = file.duplicateOf ? library.folderOf(file.duplicateOf->project) : m_context.folder;
    const bool isStoredElsewhere = item.stored.isProven() && !isErasedWith(root, folder);
    const bool isSecondElsewhere =
        item.second.isProven() && !isErasedWith(root, m_context.second.folder().path());
    const int places = (isStoredElsewhere ? 1 : 0) + (isSecondElsewhere ? 1 : 0);
    if (places >= m_context.request.wantedPlaces() || !item.isProvenAt(m_context.request.wantedPlaces()))
        return {};
    m_sharesVolume[root] = true;
    return ReceiptRepository(m_connection).noteSharedVolume(m_receipts[root]);
}

Status ReceiptBook::add(FrameFile& file)
{
    if (file.isMade && file.fate != FrameFile::Fate::Store && !file.duplicateOf)
        return {}; // it is nowhere
    const std::size_t root = file.source.root;
    const std::string name = nameBelowRoot(root, file.source.path);
    SAFELIGHT_TRY(replaceEarlier(root, name));
    ReceiptItem item;
    item.receipt = m_receipts[root];
    item.name = textFromBytes(name);
    item.matter = file.isMade ? SourceMatter::Made : SourceMatter::Frame;
    item.size = file.source.size;
    item.mtimeNs = file.digest.isKnown() ? file.identity.mtimeNs : file.source.mtimeNs;
    item.digest = file.sourceDigest();
    if (file.fate == FrameFile::Fate::Store || file.duplicateOf) {
        item.digest = file.digest;
        item.madeFrom = file.madeFrom;
    }
    item.outcome = file.item.outcome;
    item.reason = reasonText(file.item.reason);
    item.file = file.duplicateOf ? file.duplicateOf->file.id : file.row;
    item.projectName = file.item.stored.path.isEmpty() ? QString()
                       : file.duplicateOf              ? file.duplicateOf->project.name
                                                       : m_context.project.name;
    item.stored = file.item.stored;
    if (!isProofToday(file))
        item.stored.at = {};
    item.second = file.item.second;
    withdrawUnlessBytes(item.stored);
    withdrawUnlessBytes(item.second);
    item.isSourceRemoved = file.item.isSourceRemoved;
    item.counter = file.counter;
    item.settledAt = QDateTime::currentDateTimeUtc();
    SAFELIGHT_ASSIGN(file.receiptItem, ReceiptRepository(m_connection).insertItem(item));
    return noteSharedVolume(root, file, item);
}

Status ReceiptBook::add(const RejectedFile& rejected)
{
    const std::string name = nameBelowRoot(rejected.root, pathFromText(rejected.item.path));
    SAFELIGHT_TRY(replaceEarlier(rejected.root, name));
    ReceiptItem item;
    item.receipt = m_receipts[rejected.root];
    item.name = textFromBytes(name);
    item.matter = rejected.matter;
    item.size = rejected.item.size;
    item.mtimeNs = rejected.mtimeNs;
    item.outcome = rejected.item.outcome;
    item.reason = reasonText(rejected.item.reason);
    item.settledAt = QDateTime::currentDateTimeUtc();
    SAFELIGHT_TRY(ReceiptRepository(m_connection).insertItem(item));
    return {};
}

Status ReceiptBook::noteLeft(const FrameFile& file)
{
    return ReceiptRepository(m_connection)
        .noteReason(file.receiptItem, reasonText(file.item.reason), isProofToday(file));
}

Status ReceiptBook::noteSourceRemoved(const FrameFile& file)
{
    return ReceiptRepository(m_connection).noteSourceRemoved(file.receiptItem);
}

void ReceiptBook::noteLoss(const Error& reason)
{
    m_isLossy = true;
    m_context.environment.log.error(u"ingest_receipt_not_written",
                                    {{QStringLiteral("error"), describeForLog(reason)}});
}

Status ReceiptBook::finish(bool isComplete)
{
    WriteTransaction transaction(m_connection);
    SAFELIGHT_TRY(transaction.begin());
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const ReceiptId receipt : m_receipts)
        SAFELIGHT_TRY(ReceiptRepository(m_connection).finish(receipt, isComplete && !m_isLossy, now));
    return transaction.commit();
}

QVector<ReceiptId> ReceiptBook::ids() const
{
    return {m_receipts.begin(), m_receipts.end()};
}

} // namespace safelight
