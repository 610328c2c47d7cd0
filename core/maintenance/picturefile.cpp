#include "maintenance/picturefile.h"

#include "base/pathtext.h"
#include "media/metadata.h"

#include <exception>

namespace safelight {

namespace {

/// A reason that lies in the file, and will be the same the next time.
bool isFinal(ErrorCode code)
{
    return code == ErrorCode::Empty || code == ErrorCode::NotARegularFile;
}

void fail(PictureFile& work, const Error& error)
{
    work.outcome.thumbnail = DerivativeStatus::Failed;
    if (work.wish.wantsPreview)
        work.outcome.preview = DerivativeStatus::Failed;
    work.outcome.damage = error;
}

void readAndMake(PictureFile& work, const FileReader& reader, const PictureMaker& maker)
{
    const auto content = reader.read(work.path);
    if (!content) {
        if (isFinal(content.error().code))
            fail(work, content.error());
        else
            work.reading = content.error();
        return;
    }
    const Digest& known = work.file.digest;
    if (known.isKnown() && content->digest != known) {
        fail(work, {ErrorCode::VerifyFailed, pathToText(work.path),
                    QStringLiteral("it was changed since it was taken in"), nullptr});
        return;
    }
    if (!known.isKnown()) {
        work.digest = content->digest;
        work.mtimeNs = content->identity.mtimeNs;
    }
    // A large file is mapped: it does not fit into the memory that reading it takes.
    work.wish.source =
        content->bytes.isEmpty() ? PictureSource(work.path) : PictureSource(QByteArrayView(content->bytes));
    work.wish.xxh128 = content->digest.xxh128;
    const auto metadata = readMetadata(work.wish.source, work.wish.format);
    work.wish.orientation = metadata ? metadata->orientation : 1;
    work.outcome = maker.make(work.wish);
    work.wish.source = PictureSource();
}

} // namespace

void makePicture(PictureFile& work, const FileReader& reader, const PictureMaker& maker)
{
    try {
        readAndMake(work, reader, maker);
    } catch (const std::exception& caught) { // no memory, most likely
        work.wish.source = PictureSource();
        work.reading =
            Error{ErrorCode::Internal, pathToText(work.path), QString::fromUtf8(caught.what()), nullptr};
    }
}

void PictureFold::add(DerivativeStatus status)
{
    if (!isWanted())
        return;
    m_isTried = true;
    m_isReady = status == DerivativeStatus::Ready;
    m_isOpen = m_isOpen || status == DerivativeStatus::Pending;
    m_isFailed = m_isFailed || status == DerivativeStatus::Failed;
}

DerivativeStatus PictureFold::status() const
{
    if (!m_isTried || (m_isOpen && !m_isReady))
        return m_was;
    if (m_isReady)
        return DerivativeStatus::Ready;
    return m_isFailed ? DerivativeStatus::Failed : DerivativeStatus::Unsupported;
}

} // namespace safelight
