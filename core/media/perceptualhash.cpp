#include "media/perceptualhash.h"

#include "media/pictureshape.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>
#include <vector>

namespace safelight {

namespace {

constexpr int kSide = 32;
constexpr size_t kTerms = 8;

using Grey = std::array<std::array<float, kSide>, kSide>;
using Basis = std::array<std::array<double, kSide>, kTerms>;

/// The part of a picture's side that one of the 32 cells covers.
struct Span
{
    int first;
    int end;
    double from;
    double to;

    Span(int cell, int length)
        : first(cell * length / kSide),
          end(std::min(length, ((cell + 1) * length + kSide - 1) / kSide)),
          from(double(cell) * length / kSide),
          to(double(cell + 1) * length / kSide)
    {
    }
    float weight(int position) const
    {
        const double overlap = std::min(to, position + 1.0) - std::max(from, double(position));
        return static_cast<float>(overlap / (to - from));
    }
};

/// Adds a row's luma (ITU-R BT.601, in 256ths) to `sums`.
void addLuma(const QImage& picture, int y, float weight, std::vector<float>& sums)
{
    const auto width = static_cast<size_t>(picture.width());
    const float scale = weight / 256;
    if (picture.format() == QImage::Format_Grayscale8) {
        const uchar* row = picture.constScanLine(y);
        for (size_t x = 0; x < width; ++x)
            sums[x] += weight * static_cast<float>(row[x]);
        return;
    }
    const auto* row = reinterpret_cast<const QRgb*>(picture.constScanLine(y));
    for (size_t x = 0; x < width; ++x) {
        const QRgb pixel = row[x];
        sums[x] += scale * static_cast<float>(77 * qRed(pixel) + 150 * qGreen(pixel) + 29 * qBlue(pixel));
    }
}

/// Area averages in 32×32 cells.
Grey averages(const QImage& picture)
{
    Grey grey = {};
    std::vector<float> sums(static_cast<size_t>(picture.width()));
    for (int cellY = 0; cellY < kSide; ++cellY) {
        std::ranges::fill(sums, 0.0F);
        const Span rows(cellY, picture.height());
        for (int y = rows.first; y < rows.end; ++y)
            addLuma(picture, y, rows.weight(y), sums);
        for (int cellX = 0; cellX < kSide; ++cellX) {
            const Span columns(cellX, picture.width());
            float& cell = grey[static_cast<size_t>(cellY)][static_cast<size_t>(cellX)];
            for (int x = columns.first; x < columns.end; ++x)
                cell += columns.weight(x) * sums[static_cast<size_t>(x)];
        }
    }
    return grey;
}

/// Rows 1 to 8 of the matrix of the DCT-II; row 0, the mean brightness, says nothing of the picture.
Basis makeBasis()
{
    Basis basis = {};
    for (size_t term = 0; term < kTerms; ++term) {
        for (size_t i = 0; i < kSide; ++i) {
            const double angle = std::numbers::pi * (2.0 * double(i) + 1) * double(term + 1) / (2 * kSide);
            basis[term][i] = std::sqrt(2.0 / kSide) * std::cos(angle);
        }
    }
    return basis;
}

/// The 64 terms row by row. Rounded, so that a flat picture's are zeros, and not the noise of its sums.
std::array<double, kTerms * kTerms> lowTerms(const Grey& grey)
{
    static const Basis basis = makeBasis();
    std::array<std::array<double, kSide>, kTerms> rows = {};
    for (size_t v = 0; v < kTerms; ++v) {
        for (size_t y = 0; y < kSide; ++y) {
            for (size_t x = 0; x < kSide; ++x)
                rows[v][x] += basis[v][y] * double{grey[y][x]};
        }
    }
    constexpr double kSteps = 100;
    std::array<double, kTerms* kTerms> terms = {};
    for (size_t v = 0; v < kTerms; ++v) {
        for (size_t u = 0; u < kTerms; ++u) {
            double sum = 0;
            for (size_t x = 0; x < kSide; ++x)
                sum += basis[u][x] * rows[v][x];
            terms[v * kTerms + u] = std::round(sum * kSteps);
        }
    }
    return terms;
}

double medianOf(std::array<double, kTerms * kTerms> terms)
{
    auto* const middle = terms.begin() + terms.size() / 2;
    std::nth_element(terms.begin(), middle, terms.end());
    return (*middle + *std::max_element(terms.begin(), middle)) / 2;
}

} // namespace

quint64 perceptualHash(const QImage& upright)
{
    const QImage opaque = flattened(upright);
    if (opaque.isNull())
        return 0;
    const auto terms = lowTerms(averages(opaque));
    const double median = medianOf(terms);
    quint64 hash = 0;
    for (size_t i = 0; i < terms.size(); ++i) {
        if (terms[i] > median)
            hash |= quint64{1} << i;
    }
    return hash;
}

int hammingDistance(quint64 a, quint64 b)
{
    return std::popcount(a ^ b);
}

} // namespace safelight
