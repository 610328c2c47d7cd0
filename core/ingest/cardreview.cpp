#include "ingest/cardreview.h"

#include "base/pathtext.h"
#include "domain/nametable.h"
#include "storage/fileio.h"

#include <QJsonArray>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <string_view>
#include <tuple>
#include <vector>

namespace safelight {

namespace {

using Kind = CardWarning::Kind;

constexpr std::size_t kLeastDigits = 4; // DCF 2.0, file number
constexpr std::size_t kMostDigits = 9;
constexpr std::size_t kLeastFrames = 3;
constexpr qint64 kLongestGap = 500; // beyond that it is another series, or the counter began anew
constexpr qint64 kLeastPairs = 10;
constexpr qint64 kPairsInTen = 9;
constexpr qint64 kMostOfKind = 1'000; // warnings that are told one by one
constexpr std::size_t kLook = 4'096;

constexpr NameTable<Kind, 7> kNames({{{Kind::CounterGap, u"counter_gap"},
                                      {Kind::LoneRaw, u"lone_raw"},
                                      {Kind::LoneJpeg, u"lone_jpeg"},
                                      {Kind::LoneSidecar, u"lone_sidecar"},
                                      {Kind::Empty, u"empty"},
                                      {Kind::ZeroFilled, u"zero_filled"},
                                      {Kind::Truncated, u"truncated"}}});

/// Keeps a few bytes of each frame, and of its warnings no more than a person reads.
class CardReview
{
public:
    CardReview(const SourceScan& scan, ReviewDepth depth, const CancelToken& cancel)
        : m_scan(scan), m_depth(depth), m_cancel(cancel)
    {
    }

    QVector<CardWarning> review();

private:
    /// A frame with a number of the camera's counter.
    struct Numbered
    {
        std::size_t series = 0; ///< the hash of what stands before the number
        std::uint32_t number = 0;
        std::uint32_t place = 0; ///< in the scan

        friend bool operator<(const Numbered& a, const Numbered& b)
        {
            return std::tie(a.series, a.number, a.place) < std::tie(b.series, b.number, b.place);
        }
    };

    template <class Visit>
    void eachFrame(Visit visit) const
    {
        for (std::size_t place = 0; place < m_scan.frameCount() && !m_cancel.isCancelled(); ++place)
            visit(m_scan.frame(place));
    }
    void warn(Kind kind, std::string_view subject, qint64 count = 1);
    void add(const SourceFrame& frame);
    void lookInto(const SourceFile& file);
    void noteNumber(const SourceFrame& frame);
    void findGaps();
    void warnOfLone();
    void countTheRest();

    const SourceScan& m_scan;
    ReviewDepth m_depth;
    CancelToken m_cancel;
    QVector<CardWarning> m_warnings;
    std::map<Kind, qint64> m_count; ///< of warnings, by kind
    qint64 m_pairs = 0;
    qint64 m_lone = 0;
    std::vector<Numbered> m_numbered;
};

bool hasKind(const SourceFrame& frame, FileKind kind)
{
    return std::ranges::any_of(frame.files, [&](const SourceFile& file) { return file.format.kind == kind; });
}

void CardReview::warn(Kind kind, std::string_view subject, qint64 count)
{
    if (++m_count[kind] <= kMostOfKind)
        m_warnings += {kind, textFromBytes(subject), count};
}

void CardReview::add(const SourceFrame& frame)
{
    const bool hasPicture = std::ranges::any_of(
        frame.files, [](const SourceFile& file) { return file.format.kind != FileKind::Sidecar; });
    if (!hasPicture)
        return warn(Kind::LoneSidecar, frame.stem);
    const bool hasRaw = hasKind(frame, FileKind::Raw);
    const bool hasJpeg = hasKind(frame, FileKind::Jpg);
    m_pairs += hasRaw && hasJpeg ? 1 : 0;
    m_lone += hasRaw != hasJpeg ? 1 : 0;
    noteNumber(frame);
    for (const SourceFile& file : frame.files)
        lookInto(file);
}

void CardReview::noteNumber(const SourceFrame& frame)
{
    const std::string& stem = frame.stem;
    const std::size_t before = stem.find_last_not_of("0123456789");
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    const std::size_t digits = stem.size() - begin;
    if (digits < kLeastDigits || digits > kMostDigits)
        return;
    std::uint32_t number = 0;
    std::from_chars(stem.data() + begin, stem.data() + stem.size(), number);
    m_numbered.push_back({std::hash<std::string_view>()(std::string_view(stem).substr(0, begin)), number,
                          static_cast<std::uint32_t>(frame.ticket)});
}

void CardReview::findGaps()
{
    std::sort(m_numbered.begin(), m_numbered.end());
    const auto isSameNumber = [](const Numbered& a, const Numbered& b) {
        return a.series == b.series && a.number == b.number;
    };
    m_numbered.erase(std::unique(m_numbered.begin(), m_numbered.end(), isSameNumber), m_numbered.end());
    for (auto begin = m_numbered.begin(), end = begin; begin != m_numbered.end(); begin = end) {
        end = std::find_if(begin, m_numbered.end(),
                           [&](const Numbered& other) { return other.series != begin->series; });
        if (static_cast<std::size_t>(end - begin) < kLeastFrames)
            continue;
        for (auto next = std::next(begin); next != end; ++next) {
            const qint64 missing = qint64{next->number} - std::prev(next)->number - 1;
            if (missing > 0 && missing <= kLongestGap)
                warn(Kind::CounterGap, m_scan.frame(next->place).stem, missing);
        }
    }
}

/// The first and the last bytes; what cannot be read is listed by the plan itself.
void CardReview::lookInto(const SourceFile& file)
{
    if (file.size.value == 0)
        return warn(Kind::Empty, file.relative);
    const bool isLookedInto = m_depth == ReviewDepth::Contents && file.format.kind != FileKind::Sidecar;
    if (m_cancel.isCancelled() || !isLookedInto)
        return;
    const auto handle = openForReading(file.path);
    std::array<unsigned char, kLook> bytes = {};
    const ssize_t first = handle ? ::pread(handle->fd(), bytes.data(), bytes.size(), 0) : -1;
    if (first <= 0)
        return;
    if (std::all_of(bytes.begin(), bytes.begin() + first, [](unsigned char byte) { return byte == 0; }))
        return warn(Kind::ZeroFilled, file.relative);
    // ITU T.81, B.1.1.3: FFD8 begins one. What is no JPEG is told by whoever decodes it.
    if (file.format.kind != FileKind::Jpg || first < 2 || bytes[0] != 0xFF || bytes[1] != 0xD8)
        return;
    // FFD9 ends an image. Cameras pad behind it, and some add a second picture.
    const qint64 from = std::max<qint64>(0, file.size.value - static_cast<qint64>(kLook));
    const ssize_t last = ::pread(handle->fd(), bytes.data(), bytes.size(), from);
    constexpr std::array<unsigned char, 2> kEnd = {0xFF, 0xD9};
    const auto end = bytes.begin() + std::max<ssize_t>(last, 0);
    if (std::search(bytes.begin(), end, kEnd.begin(), kEnd.end()) == end)
        warn(Kind::Truncated, file.relative);
}

void CardReview::warnOfLone()
{
    if (m_pairs < kLeastPairs || m_pairs * 10 < (m_pairs + m_lone) * kPairsInTen)
        return;
    eachFrame([this](const SourceFrame& frame) {
        const bool hasRaw = hasKind(frame, FileKind::Raw);
        if (hasRaw != hasKind(frame, FileKind::Jpg))
            warn(hasRaw ? Kind::LoneRaw : Kind::LoneJpeg, frame.stem);
    });
}

void CardReview::countTheRest()
{
    for (const auto& [kind, count] : m_count) {
        if (count > kMostOfKind)
            m_warnings += {kind, {}, count - kMostOfKind};
    }
}

QVector<CardWarning> CardReview::review()
{
    eachFrame([this](const SourceFrame& frame) { add(frame); });
    findGaps();
    warnOfLone();
    countTheRest();
    return std::move(m_warnings);
}

} // namespace

QJsonObject toJson(const CardWarning& warning)
{
    return {{QStringLiteral("kind"), kNames.nameOf(warning.kind)},
            {QStringLiteral("subject"), warning.subject},
            {QStringLiteral("count"), warning.count}};
}

QVector<CardWarning> cardWarningsOf(const QJsonObject& summary)
{
    QVector<CardWarning> warnings;
    for (const auto& value : summary[QStringLiteral("warnings")].toArray()) {
        const QJsonObject object = value.toObject();
        const auto kind = kNames.valueOf(object[QStringLiteral("kind")].toString());
        if (kind)
            warnings += {*kind, object[QStringLiteral("subject")].toString(),
                         object[QStringLiteral("count")].toInteger(1)};
    }
    return warnings;
}

QVector<CardWarning> reviewCard(const SourceScan& scan, ReviewDepth depth, const CancelToken& cancel)
{
    return CardReview(scan, depth, cancel).review();
}

} // namespace safelight
