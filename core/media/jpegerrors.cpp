#include "media/jpegerrors.h"

#include <jerror.h>

namespace safelight {

namespace {

/// Warnings that mean lost pixels. The others (bytes between two segments, an unknown JFIF or Adobe version)
/// are habits of cameras and editors.
bool isDamage(int warning)
{
    switch (warning) {
    case JWRN_ARITH_BAD_CODE:
    case JWRN_BOGUS_PROGRESSION:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
        return true;
    default:
        return false;
    }
}

bool isAtEndMarker(j_common_ptr object)
{
    return object->is_decompressor != FALSE &&
           reinterpret_cast<j_decompress_ptr>(object)->unread_marker == JPEG_EOI;
}

ErrorCode codeOf(int jpegCode)
{
    switch (jpegCode) {
    case JERR_NO_SOI:
    case JERR_INPUT_EMPTY:
        return ErrorCode::WrongType;
    case JERR_IMAGE_TOO_BIG:
    case JERR_NO_BACKING_STORE: // the limit on memory was reached
    case JERR_OUT_OF_MEMORY:
    case JERR_WIDTH_OVERFLOW:
        return ErrorCode::TooLarge;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CCIR601_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_SOF_UNSUPPORTED:
        return ErrorCode::Unsupported;
    default:
        return ErrorCode::Damaged;
    }
}

} // namespace

void JpegErrors::attachTo(j_common_ptr object)
{
    object->err = jpeg_std_error(&m_base);
    object->client_data = this;
    m_base.error_exit = onError;
    m_base.emit_message = onMessage;
    m_base.output_message = onOutput;
}

void JpegErrors::interrupt()
{
    m_isInterrupted = true;
    std::longjmp(escape, 1); // NOLINT(cert-err52-cpp): libjpeg knows no other way out
}

Error JpegErrors::error() const
{
    return {codeOf(m_code), QString(), QString::fromLatin1(m_message.data()), nullptr};
}

void JpegErrors::onError(j_common_ptr object)
{
    auto& self = *static_cast<JpegErrors*>(object->client_data);
    self.m_code = object->err->msg_code;
    (*object->err->format_message)(object, self.m_message.data());
    std::longjmp(self.escape, 1); // NOLINT(cert-err52-cpp): libjpeg knows no other way out
}

void JpegErrors::onMessage(j_common_ptr object, int level)
{
    if (level >= 0)
        return; // a trace
    auto& self = *static_cast<JpegErrors*>(object->client_data);
    ++object->err->num_warnings;
    const int code = object->err->msg_code;
    self.m_reachedEnd =
        self.m_reachedEnd || code == JWRN_JPEG_EOF || (code == JWRN_HIT_MARKER && isAtEndMarker(object));
    if (isDamage(code) && !self.isDamaged())
        (*object->err->format_message)(object, self.m_damage.data());
}

void JpegErrors::onOutput(j_common_ptr) {}

} // namespace safelight
