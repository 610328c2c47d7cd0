#include "media/areascaler.h"

#include <algorithm>
#include <cstring>

namespace safelight {

namespace {

constexpr int kOne = 256; ///< the weights of a target pixel add up to this; 255 · 256 still fits in 16 bits

/// Before the fraction is cut off; a little more than a half, so that sums of rounded weights do not fall
/// below.
constexpr float kRounding = 0.501F;

/// How much of target cell `cell` (of `cells` that share `length` source cells) lies before source position
/// `position`.
int coveredBefore(qint64 position, qint64 cell, qint64 cells, qint64 length)
{
    const qint64 inside = std::clamp<qint64>(position * cells - cell * length, 0, length);
    return static_cast<int>((inside * kOne + length / 2) / length);
}

/// A plain loop over 16-bit integers, which compilers turn into vector instructions.
void addWeighted(quint16* __restrict sums, const uchar* __restrict row, size_t count, quint16 weight)
{
    for (size_t i = 0; i < count; ++i)
        sums[i] = static_cast<quint16>(sums[i] + row[i] * weight);
}

} // namespace

AreaScaler::AreaScaler(QSize source, QImage& target)
    : m_source(source),
      m_target(target),
      m_channels(target.depth() / 8),
      m_sums(static_cast<size_t>(source.width()) * static_cast<size_t>(m_channels), 0)
{
    Q_ASSERT(m_channels == 1 || m_channels == 4);
    const qint64 width = source.width();
    const qint64 cells = target.width();
    m_taps = static_cast<int>((width + cells - 1) / cells + 1);
    m_row.resize(m_sums.size() + static_cast<size_t>(m_taps * m_channels), 0);
    for (qint64 cell = 0; cell < cells; ++cell) {
        const qint64 first = cell * width / cells;
        m_firstColumn.push_back(static_cast<int>(first));
        for (qint64 x = first; x < first + m_taps; ++x) {
            const int weight =
                coveredBefore(x + 1, cell, cells, width) - coveredBefore(x, cell, cells, width);
            m_weights.push_back(static_cast<float>(weight) / (kOne * kOne));
        }
    }
}

void AreaScaler::addRow(const uchar* row)
{
    if (m_targetRow >= m_target.height())
        return;
    if (m_source == m_target.size()) {
        std::memcpy(m_target.scanLine(static_cast<int>(m_targetRow++)), row, m_sums.size());
        return;
    }
    const qint64 cells = m_target.height();
    const qint64 length = m_source.height();
    const qint64 rowEnd = ++m_nextRow;
    const int covered = coveredBefore(rowEnd, m_targetRow, cells, length);
    accumulate(row, covered - m_usedWeight);
    m_usedWeight = covered;
    if (rowEnd * cells < (m_targetRow + 1) * length)
        return;
    flush();
    if (m_targetRow < cells) {
        m_usedWeight = coveredBefore(rowEnd, m_targetRow, cells, length);
        accumulate(row, m_usedWeight);
    }
}

void AreaScaler::accumulate(const uchar* row, int weight)
{
    if (weight > 0)
        addWeighted(m_sums.data(), row, m_sums.size(), static_cast<quint16>(weight));
}

void AreaScaler::flush()
{
    for (size_t i = 0; i < m_sums.size(); ++i)
        m_row[i] = m_sums[i];
    uchar* out = m_target.scanLine(static_cast<int>(m_targetRow));
    if (m_channels == 4)
        reduceColourRow(out);
    else
        reduceGreyRow(out);
    std::ranges::fill(m_sums, quint16{0});
    m_usedWeight = 0;
    ++m_targetRow;
}

/// One target pixel of four channels per step, as a vector that GCC and Clang map to the machine's.
void AreaScaler::reduceColourRow(uchar* out) const
{
    using Sums = float __attribute__((vector_size(16)));
    using Whole = qint32 __attribute__((vector_size(16)));
    const float* weight = m_weights.data();
    const int taps = m_taps; // `out` may alias members, a local it cannot
    for (const int first : m_firstColumn) {
        const float* source = m_row.data() + qsizetype{first} * 4;
        Sums sums = {kRounding, kRounding, kRounding, kRounding};
        for (int i = 0; i < taps; ++i, source += 4) {
            Sums pixel;
            std::memcpy(&pixel, source, sizeof pixel);
            sums += pixel * *weight++;
        }
        const auto whole = __builtin_convertvector(sums, Whole);
        for (int c = 0; c < 4; ++c)
            *out++ = static_cast<uchar>(whole[c]);
    }
}

void AreaScaler::reduceGreyRow(uchar* out) const
{
    const float* weight = m_weights.data();
    const int taps = m_taps; // `out` may alias members, a local it cannot
    for (const int first : m_firstColumn) {
        const float* source = m_row.data() + first;
        float sum = kRounding;
        for (int i = 0; i < taps; ++i)
            sum += *source++ * *weight++;
        *out++ = static_cast<uchar>(sum);
    }
}

} // namespace safelight
