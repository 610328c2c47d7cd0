#pragma once

#include <QImage>
#include <QtGlobal>

#include <vector>

namespace safelight {

/// Reduces a picture, given row by row, to a smaller one whose pixels are the averages of the areas that they
/// cover. Rows can come straight from a decoder, so the large picture need never be in memory. Weights have 8
/// bits and add up to exactly one, so a flat colour stays as it is.
class AreaScaler
{
public:
    /// `target` has 4 bytes a pixel (RGB32, premultiplied ARGB32) or 1 (Grayscale8), is no larger than
    /// `source` in either direction, and outlives this.
    AreaScaler(QSize source, QImage& target);

    /// The next row of the source: its width times the target's bytes a pixel.
    void addRow(const uchar* row);

private:
    void accumulate(const uchar* row, int weight);
    void flush();
    void reduceColourRow(uchar* out) const;
    void reduceGreyRow(uchar* out) const;

    QSize m_source;
    QImage& m_target;
    int m_channels;
    int m_taps = 1; ///< source columns read for one target column
    qint64 m_nextRow = 0;
    qint64 m_targetRow = 0;
    int m_usedWeight = 0;
    std::vector<quint16> m_sums;    ///< the weighted rows of the current target row
    std::vector<float> m_row;       ///< the finished sums, and room for the last column's spare taps
    std::vector<int> m_firstColumn; ///< the first source column of each target column
    std::vector<float> m_weights;   ///< m_taps for each target column: one number for all, spares weigh 0
};

} // namespace safelight
