#include "media/jpegencoder.h"

#include "media/jpegerrors.h"
#include "media/pictureshape.h"

#include <cstdlib>

namespace safelight {

namespace {

/// One JPEG being written to memory; see JpegErrors for why its state is in members.
class JpegWriter
{
public:
    JpegWriter() { m_errors.attachTo(reinterpret_cast<j_common_ptr>(&m_jpeg)); }
    JpegWriter(const JpegWriter&) = delete;
    JpegWriter& operator=(const JpegWriter&) = delete;
    ~JpegWriter()
    {
        jpeg_destroy_compress(&m_jpeg);
        std::free(m_data); // NOLINT: libjpeg's malloc
    }

    bool write(const QImage& picture, int quality);
    QByteArray bytes() const
    {
        return {reinterpret_cast<const char*>(m_data), static_cast<qsizetype>(m_size)};
    }
    Error error() const { return m_errors.error(); }

private:
    JpegErrors m_errors;
    jpeg_compress_struct m_jpeg = {};
    unsigned char* m_data = nullptr;
    unsigned long m_size = 0;
};

bool JpegWriter::write(const QImage& picture, int quality)
{
    const bool isGrey = picture.format() == QImage::Format_Grayscale8;
    if (setjmp(m_errors.escape) != 0) // NOLINT(cert-err52-cpp)
        return false;
    jpeg_create_compress(&m_jpeg);
    jpeg_mem_dest(&m_jpeg, &m_data, &m_size);
    m_jpeg.image_width = static_cast<JDIMENSION>(picture.width());
    m_jpeg.image_height = static_cast<JDIMENSION>(picture.height());
    m_jpeg.input_components = isGrey ? 1 : 4;
    m_jpeg.in_color_space = isGrey ? JCS_GRAYSCALE : JCS_EXT_BGRX;
    jpeg_set_defaults(&m_jpeg); // 4:2:0 for colour
    jpeg_set_quality(&m_jpeg, quality, TRUE);
    m_jpeg.dct_method = JDCT_ISLOW;
    jpeg_start_compress(&m_jpeg, TRUE);
    while (m_jpeg.next_scanline < m_jpeg.image_height) {
        auto* row = const_cast<JSAMPROW>(picture.constScanLine(static_cast<int>(m_jpeg.next_scanline)));
        jpeg_write_scanlines(&m_jpeg, &row, 1);
    }
    jpeg_finish_compress(&m_jpeg);
    return true;
}

} // namespace

Result<QByteArray> encodeJpeg(const QImage& picture, int quality)
{
    const QImage opaque = flattened(picture);
    if (opaque.isNull())
        return Error{ErrorCode::InvalidArgument, QString(), QStringLiteral("no picture"), nullptr};
    JpegWriter writer;
    if (!writer.write(opaque, quality))
        return Error{ErrorCode::Internal, QString(), writer.error().detail, nullptr};
    return writer.bytes();
}

} // namespace safelight
