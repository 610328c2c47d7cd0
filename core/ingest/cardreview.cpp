#include "ingest/cardreview.h"

#include "base/pathtext.h"
#include "domain/nametable.h"
#include "storage/fileio.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

namespace safelight {

namespace {

using Kind = CardWarning::Kind;

constexpr std::size_t kLeastDigits = 4; // DCF 2.0, file number
constexpr std::size_t kMostDigits = 9;
constexpr std::size_t kLeastFrames = 3;
constexpr qint64 kLongestGap = 500; // beyond that it is another series, or the counter began anew
constexpr qint64 kLeastPairs = 10;
constexpr qint64 kPairsInTen = 9;
constexpr std::size_t kLook = 4'096;

constexpr NameTable<Kind, 7> kNames({{{Kind::CounterGap, u"counter_gap"},
                                      {Kind::LoneRaw, u"lone_raw"},
                                      {Kind::LoneJpeg, u"lone_jpeg"},
                                      {Kind::LoneSidecar, u"lone_sidecar"},
                                      {Kind::Empty, u"empty"},
                                      {Kind::ZeroFilled, u"zero_filled"},
                                      {Kind::Truncated, u"truncated"}}});

class CardReview
{
public:
    explicit CardReview(const CancelToken& cancel) : m_cancel(cancel) {}

    void add(const SourceFrame& frame);
    QVector<CardWarning> finish();

private:
    void warn(Kind kind, std::string_view subject, qint64 count = 1)
    {
        m_warnings += {kind, textFromBytes(subject), count};
    }
    void lookInto(const SourceFile& file);
    void notePair(const SourceFrame& frame);
    void noteNumber(const std::string& stem);
    void findGaps();

    CancelToken m_cancel;
    QVector<CardWarning> m_warnings;
    QVector<CardWarning> m_lone; ///< told only where pairs are the rule
    qint64 m_pairs = 0;
    std::map<std::string, std::map<qint64, std::string>> m_numbers; ///< by what stands before: number -> stem
};

void CardReview::add(const SourceFrame& frame)
{
    const bool hasPicture = std::ranges::any_of(
        frame.files, [](const SourceFile& file) { return file.format.kind != FileKind::Sidecar; });
    if (!hasPicture)
        return warn(Kind::LoneSidecar, frame.stem);
    notePair(frame);
    noteNumber(frame.stem);
    for (const SourceFile& file : frame.files)
        lookInto(file);
}

void CardReview::notePair(const SourceFrame& frame)
{
    const auto has = [&](FileKind kind) {
        return std::ranges::any_of(frame.files,
                                   [&](const SourceFile& file) { return file.format.kind == kind; });
    };
    const bool hasRaw = has(FileKind::Raw);
    const bool hasJpeg = has(FileKind::Jpg);
    if (hasRaw && hasJpeg)
        ++m_pairs;
    else if (hasRaw || hasJpeg)
        m_lone += {hasRaw ? Kind::LoneRaw : Kind::LoneJpeg, textFromBytes(frame.stem), 1};
}

void CardReview::noteNumber(const std::string& stem)
{
    const std::size_t before = stem.find_last_not_of("0123456789");
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    const std::size_t digits = stem.size() - begin;
    if (digits < kLeastDigits || digits > kMostDigits)
        return;
    qint64 number = 0;
    std::from_chars(stem.data() + begin, stem.data() + stem.size(), number);
    m_numbers[stem.substr(0, begin)].try_emplace(number, stem);
}

void CardReview::findGaps()
{
    for (const auto& [series, numbers] : m_numbers) {
        if (numbers.size() < kLeastFrames)
            continue;
        for (auto next = std::next(numbers.begin()); next != numbers.end(); ++next) {
            const qint64 missing = next->first - std::prev(next)->first - 1;
            if (missing > 0 && missing <= kLongestGap)
                warn(Kind::CounterGap, next->second, missing);
        }
    }
}

/// The first and the last bytes; what cannot be read is listed by the plan itself.
void CardReview::lookInto(const SourceFile& file)
{
    if (file.size.value == 0)
        return warn(Kind::Empty, file.relative);
    if (m_cancel.isCancelled() || file.format.kind == FileKind::Sidecar)
        return;
    const auto handle = openForReading(file.path);
    std::array<unsigned char, kLook> bytes = {};
    const ssize_t first = handle ? ::pread(handle->fd(), bytes.data(), bytes.size(), 0) : -1;
    if (first <= 0)
        return;
    if (std::all_of(bytes.begin(), bytes.begin() + first, [](unsigned char byte) { return byte == 0; }))
        return warn(Kind::ZeroFilled, file.relative);
    if (file.format.kind != FileKind::Jpg)
        return;
    // ITU T.81, B.1.1.3: FFD9 ends an image. Cameras pad behind it, and some add a second picture.
    const qint64 from = std::max<qint64>(0, file.size.value - static_cast<qint64>(kLook));
    const ssize_t last = ::pread(handle->fd(), bytes.data(), bytes.size(), from);
    constexpr std::array<unsigned char, 2> kEnd = {0xFF, 0xD9};
    const auto end = bytes.begin() + std::max<ssize_t>(last, 0);
    if (std::search(bytes.begin(), end, kEnd.begin(), kEnd.end()) == end)
        warn(Kind::Truncated, file.relative);
}

QVector<CardWarning> CardReview::finish()
{
    findGaps();
    const qint64 frames = m_pairs + m_lone.size();
    if (m_pairs >= kLeastPairs && m_pairs * 10 >= frames * kPairsInTen)
        m_warnings += m_lone;
    return std::move(m_warnings);
}

} // namespace

QString cardWarningName(CardWarning::Kind kind)
{
    return kNames.nameOf(kind);
}

QVector<CardWarning> reviewCard(const SourceScan& scan, const CancelToken& cancel)
{
    CardReview review(cancel);
    for (std::size_t place = 0; place < scan.frameCount() && !cancel.isCancelled(); ++place)
        review.add(scan.frame(place));
    return review.finish();
}

} // namespace safelight
