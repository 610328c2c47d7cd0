#include "media/areascaler.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace safelight {

namespace {

constexpr int kOne = 256; ///< the weights of a target pixel add up to this; 255 · 256 still fits in 16 bits

/// How much of target cell `cell` (of `cells` that share `length` source cells) lies before source position `position`.
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

AreaScaler::AreaScaler(QSize source, QImage& target) :
    m_source(source),
    m_target(target),
    m_channels(target.depth() / 8),
    m_sums(static_cast<size_t>(source.width()) * static_cast<size_t>(m_channels), 0)
{
    Q_ASSERT(m_channels == 1 || m_channels == 4);
    const qint64 width = source.width();
    const qint64 cells = target.width();
    for (qint64 cell = 0; cell < cells; ++cell) {
        const qint64 first = cell * width / cells;
        const qint64 last = std::min(width, ((cell + 1) * width + cells - 1) / cells);
        m_firstColumn.push_back(static_cast<int>(first));
        m_firstWeight.push_back(static_cast<int>(m_weights.size()));
        for (qint64 x = first; x < last; ++x) {
            const int weight = coveredBefore(x + 1, cell, cells, width) - coveredBefore(x, cell, cells, width);
            m_weights.push_back(static_cast<quint16>(weight));
        }
    }
    m_firstWeight.push_back(static_cast<int>(m_weights.size()));
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
    uchar* out = m_target.scanLine(static_cast<int>(m_targetRow));
    if (m_channels == 4)
        reduceRow<4>(out);
    else
        reduceRow<1>(out);
    std::ranges::fill(m_sums, quint16{0});
    m_usedWeight = 0;
    ++m_targetRow;
}

template <int channels>
void AreaScaler::reduceRow(uchar* out) const
{
    const size_t cells = m_firstColumn.size();
    for (size_t cell = 0; cell < cells; ++cell) {
        const quint16* source = m_sums.data() + qsizetype{m_firstColumn[cell]} * channels;
        std::array<quint32, channels> sums = {};
        for (int i = m_firstWeight[cell]; i < m_firstWeight[cell + 1]; ++i, source += channels) {
            const quint32 weight = m_weights[static_cast<size_t>(i)];
            for (size_t c = 0; c < channels; ++c)
                sums[c] += source[c] * weight;
        }
        for (size_t c = 0; c < channels; ++c)
            *out++ = static_cast<uchar>((sums[c] + kOne * kOne / 2) / (kOne * kOne));
    }
}

} // namespace safelight
