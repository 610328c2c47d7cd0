#pragma once

#include "domain/photo.h"
#include "media/picturemaker.h"
#include "storage/filereader.h"

#include <filesystem>
#include <optional>

namespace safelight {

/// What is to be made of one file of the library, and what came of it.
struct PictureFile
{
    PhotoFile file;
    std::filesystem::path path;
    PictureWish wish; ///< source, digest and orientation are filled in as the file is read

    std::optional<Digest> digest; ///< of a file whose digest was pending
    qint64 mtimeNs = 0;
    std::optional<Error> reading; ///< why it could not be read; says nothing of the picture
    PictureOutcome outcome;
};

/// Reads the file, proves that its bytes are those that the catalogue knows, and makes what is wished for. A
/// file that was changed is not pictured: its pictures would be kept under another file's digest. Never
/// throws; any thread.
void makePicture(PictureFile& work, const FileReader& reader, const PictureMaker& maker);

/// The thumbnail or the preview of a photo, as its files are tried one after the other.
class PictureFold
{
public:
    PictureFold(DerivativeStatus was, bool isWanted) : m_was(was), m_isWanted(isWanted) {}

    /// Whether another file should be tried.
    bool isWanted() const { return m_isWanted && !m_isReady; }
    /// What a file gave; Pending is "not tried to the end".
    void add(DerivativeStatus status);
    /// What the photo's row is to say: a picture that is ready stays so, and one that was not tried to the
    /// end stays as it was.
    DerivativeStatus status() const;

private:
    DerivativeStatus m_was;
    bool m_isWanted;
    bool m_isReady = false;
    bool m_isOpen = false;
    bool m_isFailed = false;
    bool m_isTried = false;
};

} // namespace safelight
