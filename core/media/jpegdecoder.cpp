#include "media/jpegdecoder.h"

#include "media/areascaler.h"
#include "media/jpegerrors.h"
#include "media/pictureshape.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace safelight {

namespace {

/// A camera's progressive JPEG has about ten scans; a bomb repeats one for as long as the file lasts.
constexpr int kMostScans = 100;
/// libjpeg-turbo writes aligned rows past the cache, where we would wait for them; rows off by this it writes
/// into it.
constexpr size_t kRowOffset = 4;
constexpr int kMissing = 0x80; ///< grey, for what a damaged file does not have
constexpr int kIccMarker = JPEG_APP0 + 2;
constexpr unsigned kMarkerLength = 0xFFFF;

class JpegReader;

/// libjpeg's progress manager, which finds its reader again.
struct JpegProgress : jpeg_progress_mgr
{
    JpegReader* reader = nullptr;
};

/// One pass over one JPEG. Each step returns false where libjpeg failed or the watch stopped it; see
/// JpegErrors for why the steps keep their state in members.
class JpegReader
{
public:
    explicit JpegReader(const DecodeRequest& request);
    JpegReader(const JpegReader&) = delete;
    JpegReader& operator=(const JpegReader&) = delete;
    ~JpegReader() { jpeg_destroy_decompress(&m_jpeg); }

    bool readHeader();
    /// Chooses the colours, and the smallest scale of the DCT whose longer side is not below `longSide`.
    bool choose(int longSide);
    bool start(ByteCount memory);
    bool readRows(AreaScaler& scaler);
    QByteArray iccProfile();

    QSize fullSize() const
    {
        return {static_cast<int>(m_jpeg.image_width), static_cast<int>(m_jpeg.image_height)};
    }
    QSize scaledSize() const
    {
        return {static_cast<int>(m_jpeg.output_width), static_cast<int>(m_jpeg.output_height)};
    }
    bool isGrey() const { return m_jpeg.out_color_space == JCS_GRAYSCALE; }
    /// The data ended before the first rows of blocks were complete.
    bool lacksRows() const { return m_lacksRows; }
    const JpegErrors& errors() const { return m_errors; }
    Error error() const;

private:
    static void onProgress(j_common_ptr object);
    void inkToLight();

    const DecodeRequest& m_request;
    JpegErrors m_errors;
    jpeg_decompress_struct m_jpeg = {};
    JpegProgress m_progress;
    std::vector<uchar> m_buffer;
    JDIMENSION m_end = 0; ///< the first row that is not asked for
    bool m_knowsEnd = false;
    bool m_lacksRows = false;
};

JpegReader::JpegReader(const DecodeRequest& request) : m_request(request)
{
    m_errors.attachTo(reinterpret_cast<j_common_ptr>(&m_jpeg));
    m_progress.progress_monitor = onProgress;
    m_progress.reader = this;
}

bool JpegReader::readHeader()
{
    if (setjmp(m_errors.escape) != 0) // NOLINT(cert-err52-cpp)
        return false;
    jpeg_create_decompress(&m_jpeg);
    m_jpeg.progress = &m_progress;
    jpeg_mem_src(&m_jpeg, reinterpret_cast<const uchar*>(m_request.bytes.data()),
                 static_cast<unsigned long>(m_request.bytes.size()));
    jpeg_save_markers(&m_jpeg, kIccMarker, kMarkerLength);
    return jpeg_read_header(&m_jpeg, TRUE) == JPEG_HEADER_OK;
}

bool JpegReader::choose(int longSide)
{
    const JDIMENSION longer = std::max(m_jpeg.image_width, m_jpeg.image_height);
    const auto wanted = static_cast<JDIMENSION>(longSide);
    const bool isReduced = wanted > 0 && longer > wanted;
    m_jpeg.scale_denom = DCTSIZE;
    m_jpeg.scale_num = isReduced ? 1 : DCTSIZE;
    while (longer * m_jpeg.scale_num < wanted * DCTSIZE)
        m_jpeg.scale_num *= 2; // the scales in between have no vector code
    m_jpeg.do_fancy_upsampling = isReduced ? FALSE : TRUE;
    if (m_jpeg.num_components == 4)
        m_jpeg.out_color_space = JCS_CMYK;
    else
        m_jpeg.out_color_space = m_jpeg.num_components == 1 ? JCS_GRAYSCALE : JCS_EXT_BGRX;
    if (setjmp(m_errors.escape) != 0) // NOLINT(cert-err52-cpp)
        return false;
    jpeg_calc_output_dimensions(&m_jpeg);
    return true;
}

bool JpegReader::start(ByteCount memory)
{
    m_buffer.resize(kRowOffset + size_t{m_jpeg.output_width} * (isGrey() ? 1 : 4));
    m_end = m_jpeg.output_height;
    if (setjmp(m_errors.escape) != 0) // NOLINT(cert-err52-cpp)
        return false;
    // Virtual arrays (all coefficients of a progressive picture) beyond this end as JERR_NO_BACKING_STORE.
    m_jpeg.mem->max_memory_to_use = static_cast<long>(std::max<qint64>(memory.value, 1));
    jpeg_start_decompress(&m_jpeg);
    m_knowsEnd = jpeg_has_multiple_scans(&m_jpeg) != FALSE; // then all data has been read by now
    return true;
}

bool JpegReader::readRows(AreaScaler& scaler)
{
    // Once the data is at its end, libjpeg delivers grey for as long as one asks; what it had read by then is
    // at most one row of its blocks.
    const auto rowsOfBlocks = static_cast<JDIMENSION>(m_jpeg.max_v_samp_factor * DCTSIZE);
    if (setjmp(m_errors.escape) != 0) // NOLINT(cert-err52-cpp)
        return false;
    while (m_jpeg.output_scanline < m_end) {
        JSAMPROW row = m_buffer.data() + kRowOffset;
        if (jpeg_read_scanlines(&m_jpeg, &row, 1) != 1)
            return true;
        if (m_errors.reachedEndOfData() && !m_knowsEnd) {
            m_knowsEnd = true;
            m_lacksRows = m_jpeg.output_scanline == 1 && m_end > rowsOfBlocks;
            m_end = std::min(m_end, m_jpeg.output_scanline + rowsOfBlocks);
        }
        if (m_jpeg.out_color_space == JCS_CMYK)
            inkToLight();
        scaler.addRow(row);
    }
    if (m_end == m_jpeg.output_height)
        jpeg_finish_decompress(&m_jpeg); // looks for the end marker, too
    return true;
}

/// CMYK to RGB as if there were no profile. Adobe's files store the inverse of the ink, that is light.
void JpegReader::inkToLight()
{
    const bool isLight = m_jpeg.saw_Adobe_marker != FALSE;
    for (size_t i = kRowOffset; i < m_buffer.size(); i += 4) {
        uchar* pixel = m_buffer.data() + i;
        const auto light = [&](int channel) { return isLight ? pixel[channel] : 255 - pixel[channel]; };
        const int key = light(3);
        const auto red = static_cast<uchar>(light(0) * key / 255);
        pixel[1] = static_cast<uchar>(light(1) * key / 255);
        pixel[0] = static_cast<uchar>(light(2) * key / 255);
        pixel[2] = red;
        pixel[3] = 0xFF;
    }
}

QByteArray JpegReader::iccProfile()
{
    if (m_jpeg.out_color_space != JCS_EXT_BGRX)
        return {};
    JOCTET* data = nullptr;
    unsigned length = 0;
    if (jpeg_read_icc_profile(&m_jpeg, &data, &length) == FALSE) // reports by its result, does not jump
        return {};
    QByteArray profile(reinterpret_cast<const char*>(data), static_cast<qsizetype>(length));
    std::free(data); // NOLINT: libjpeg's malloc
    return profile;
}

Error JpegReader::error() const
{
    if (!m_errors.isInterrupted())
        return m_errors.error();
    if (m_jpeg.input_scan_number > kMostScans)
        return {ErrorCode::TooLarge, QString(), QStringLiteral("too many progressive scans"), nullptr};
    return m_request.watch.error();
}

void JpegReader::onProgress(j_common_ptr object)
{
    JpegReader& self = *static_cast<JpegProgress*>(object->progress)->reader;
    if (self.m_jpeg.input_scan_number > kMostScans || self.m_request.watch.mustStop())
        self.m_errors.interrupt();
}

} // namespace

Result<DecodedPicture> decodeJpeg(const DecodeRequest& request)
{
    JpegReader reader(request);
    if (!reader.readHeader() || !reader.choose(request.longSide))
        return reader.error();
    if (bytesOf(reader.scaledSize(), 4) > request.memory)
        return tooLarge(reader.fullSize());
    QImage image(fitted(reader.fullSize(), request.longSide),
                 reader.isGrey() ? QImage::Format_Grayscale8 : QImage::Format_RGB32);
    if (image.isNull())
        return tooLarge(reader.fullSize());
    image.fill(QColor(kMissing, kMissing, kMissing));
    const QByteArray profile = reader.iccProfile(); // before the end of the decoding frees it
    AreaScaler scaler(reader.scaledSize(), image);
    if (!reader.start(request.memory - ByteCount{image.sizeInBytes()}) || !reader.readRows(scaler))
        return reader.error();
    if (reader.lacksRows())
        return Error{ErrorCode::Damaged, QString(), reader.errors().damage(), nullptr};
    convertToSrgb(image, profile);
    DecodedPicture picture;
    picture.image = oriented(image, request.orientation);
    picture.fullSize = orientedSize(reader.fullSize(), request.orientation);
    picture.isDamaged = reader.errors().isDamaged();
    picture.damageDetail = reader.errors().damage();
    return picture;
}

} // namespace safelight
