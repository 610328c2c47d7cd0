#include "cards/cardsurvey.h"

#include "base/pathtext.h"
#include "catalog/filerepository.h"
#include "catalog/receiptrepository.h"
#include "ingest/sourcescan.h"
#include "storage/volume.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace safelight {

namespace {

constexpr int kSurveyPage = 5'000;
constexpr int kSurveyReceipts = 8; // of one place: newer ones say it all again

/// A file's size and the time of its last change: a camera makes no two that have both.
struct SizeAndTime
{
    qint64 size = 0;
    qint64 mtimeNs = 0;

    friend bool operator==(const SizeAndTime&, const SizeAndTime&) = default;
};

struct SizeAndTimeHash
{
    std::size_t operator()(const SizeAndTime& key) const
    {
        constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15; // spreads neighbours: 2^64 by the golden ratio
        return static_cast<std::size_t>((static_cast<std::uint64_t>(key.size) * kOdd) ^
                                        static_cast<std::uint64_t>(key.mtimeNs));
    }
};

SizeAndTime keyOf(const SourceFile& file)
{
    return {file.size.value, file.mtimeNs};
}

class CardSurveyor
{
public:
    CardSurveyor(const std::filesystem::path& root, SourceScan scan) : m_root(root), m_scan(std::move(scan))
    {
    }

    Status compareWith(const Library& library);
    CardSurvey result() const { return m_survey; }
    void count();

private:
    Status readReceipts(Connection& connection);
    Status readProven(const ReceiptRepository& receipts, const Receipt& receipt);
    Status readStored(Connection& connection);
    bool isIn(const std::unordered_map<std::string, SizeAndTime>& names, const SourceFile& file) const;
    bool isNew(const SourceFrame& frame) const;
    void countNew(const SourceFrame& frame);

    std::filesystem::path m_root;
    SourceScan m_scan;
    CardSurvey m_survey;
    std::unordered_map<std::string, SizeAndTime> m_received; ///< what any receipt of the card has stored
    std::unordered_map<std::string, SizeAndTime> m_proven;   ///< what the newest one of the whole card has
    std::unordered_set<SizeAndTime, SizeAndTimeHash>
        m_stored; ///< of the card's: those that stored files have
};

Status CardSurveyor::compareWith(const Library& library)
{
    Connection connection(library.catalog());
    SAFELIGHT_TRY(connection.open());
    SAFELIGHT_TRY(readReceipts(connection));
    return readStored(connection);
}

Status CardSurveyor::readReceipts(Connection& connection)
{
    const auto volume = volumeOf(m_root);
    const QString identity = volume ? volume->identity : QString();
    const QString place = volume ? pathToText(m_root.lexically_relative(volume->mountPoint)) : QString();
    const ReceiptRepository receipts(connection);
    SAFELIGHT_ASSIGN(const auto known,
                     receipts.ofPlace(pathToText(m_root), identity, place, kSurveyReceipts));
    for (const Receipt& receipt : known) { // newest first
        if (!m_survey.receipt && receipt.isWhole) {
            m_survey.receipt = receipt;
            SAFELIGHT_ASSIGN(m_survey.sums, receipts.sums(receipt));
        }
        SAFELIGHT_TRY(readProven(receipts, receipt));
    }
    return {};
}

Status CardSurveyor::readProven(const ReceiptRepository& receipts, const Receipt& receipt)
{
    const bool isTheNewest = m_survey.receipt && m_survey.receipt->id == receipt.id;
    ReceiptItemId after;
    while (true) {
        SAFELIGHT_ASSIGN(const auto page, receipts.provenSources(receipt.id, after, kSurveyPage));
        for (const ProvenSource& source : page) {
            after = source.item;
            const SizeAndTime key{source.size.value, source.mtimeNs};
            m_received.try_emplace(bytesFromText(source.name), key); // what the newest says stays
            if (isTheNewest)
                m_proven.try_emplace(bytesFromText(source.name), key);
        }
        if (page.size() < kSurveyPage)
            return {};
    }
}

Status CardSurveyor::readStored(Connection& connection)
{
    std::unordered_set<SizeAndTime, SizeAndTimeHash> wanted;
    m_scan.eachFile([&](const SourceFile& file) {
        if (!isIn(m_received, file))
            wanted.insert(keyOf(file));
    });
    if (wanted.empty())
        return {};
    return FileRepository(connection).eachPresentSizeAndTime([&](qint64 size, qint64 mtimeNs) {
        if (wanted.contains({size, mtimeNs}))
            m_stored.insert({size, mtimeNs});
    });
}

bool CardSurveyor::isIn(const std::unordered_map<std::string, SizeAndTime>& names,
                        const SourceFile& file) const
{
    const std::size_t above = m_root.native().size() + (m_root.native().ends_with('/') ? 0 : 1);
    const auto known = names.find(file.path.native().substr(above));
    return known != names.end() && known->second == keyOf(file);
}

bool CardSurveyor::isNew(const SourceFrame& frame) const
{
    return std::ranges::any_of(frame.files, [this](const SourceFile& file) {
        return !isIn(m_received, file) && !m_stored.contains(keyOf(file));
    });
}

void CardSurveyor::countNew(const SourceFrame& frame)
{
    constexpr qint64 kNsOfMs = 1'000'000;
    ++m_survey.newFrames;
    for (const SourceFile& file : frame.files) {
        const auto time = QDateTime::fromMSecsSinceEpoch(file.mtimeNs / kNsOfMs);
        m_survey.newBytes.value += file.size.value;
        if (!m_survey.oldestNew.isValid() || time < m_survey.oldestNew)
            m_survey.oldestNew = time;
        if (!m_survey.newestNew.isValid() || time > m_survey.newestNew)
            m_survey.newestNew = time;
    }
}

void CardSurveyor::count()
{
    m_survey.frames = static_cast<qint64>(m_scan.frameCount());
    m_survey.bytes = m_scan.bytes;
    for (std::size_t place = 0; place < m_scan.frameCount(); ++place) {
        const SourceFrame frame = m_scan.frame(place);
        if (isNew(frame))
            countNew(frame);
        m_survey.unproven += std::ranges::count_if(
            frame.files, [this](const SourceFile& file) { return !isIn(m_proven, file); });
    }
    m_survey.unproven += std::ranges::count_if(
        m_scan.rejected, [](const RejectedFile& file) { return file.matter != SourceMatter::Housekeeping; });
}

} // namespace

Result<CardSurvey> surveyCard(const Library* library, const std::filesystem::path& root,
                              const CancelToken& cancel)
{
    std::error_code failure;
    if (!std::filesystem::is_directory(root, failure))
        return Error{ErrorCode::NotFound, pathToText(root), {}, nullptr};
    CardSurveyor surveyor(root, scanSources({root}, {}, cancel, [](qint64) {}));
    if (cancel.isCancelled())
        return Error{ErrorCode::Cancelled, pathToText(root), {}, nullptr};
    if (library)
        SAFELIGHT_TRY(surveyor.compareWith(*library));
    surveyor.count();
    return surveyor.result();
}

} // namespace safelight
