#include "benchmarks/bareingest.h"

#include "base/pathtext.h"
#include "media/perceptualhash.h"
#include "storage/fileio.h"

#include <QImage>

#include <exiv2/exiv2.hpp>
#include <fcntl.h>
#include <jpeglib.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csetjmp>
#include <cstdio>
#include <thread>

namespace safelight::bench {

namespace {

using Bytes = std::vector<unsigned char>;

constexpr JDIMENSION kLongSide = 512;

struct JumpingErrors
{
    jpeg_error_mgr manager; // first, so that libjpeg's pointer leads here
    std::jmp_buf escape;
};

void jump(j_common_ptr object)
{
    std::longjmp(reinterpret_cast<JumpingErrors*>(object->err)->escape, 1); // NOLINT(cert-err52-cpp)
}

/// A JPEG at the smallest scale of the DCT that is not below 512 pixels, into `pixels` (4 bytes each).
bool decodeScaled(const Bytes& bytes, jpeg_decompress_struct& jpeg, JumpingErrors& errors, Bytes& pixels)
{
    jpeg.err = jpeg_std_error(&errors.manager);
    errors.manager.error_exit = jump;
    if (setjmp(errors.escape) != 0) // NOLINT(cert-err52-cpp)
        return false;
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, bytes.data(), bytes.size());
    jpeg_read_header(&jpeg, TRUE);
    jpeg.scale_denom = DCTSIZE;
    jpeg.scale_num = 1;
    while (std::max(jpeg.image_width, jpeg.image_height) * jpeg.scale_num < kLongSide * DCTSIZE &&
           jpeg.scale_num < DCTSIZE)
        jpeg.scale_num *= 2;
    jpeg.do_fancy_upsampling = FALSE;
    jpeg.out_color_space = JCS_EXT_BGRX;
    jpeg_start_decompress(&jpeg);
    const std::size_t stride = std::size_t{jpeg.output_width} * 4;
    pixels.resize(stride * jpeg.output_height);
    while (jpeg.output_scanline < jpeg.output_height) {
        JSAMPROW row = pixels.data() + stride * jpeg.output_scanline;
        jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_decompress(&jpeg);
    return true;
}

/// The nearest pixels: the cheapest reduction there is.
QImage reduced(const jpeg_decompress_struct& jpeg, const Bytes& pixels)
{
    const auto longer = std::max(jpeg.output_width, jpeg.output_height);
    const QImage whole(pixels.data(), static_cast<int>(jpeg.output_width),
                       static_cast<int>(jpeg.output_height), QImage::Format_RGB32);
    if (longer <= kLongSide)
        return whole.copy();
    return whole.scaled(static_cast<int>(kLongSide), static_cast<int>(kLongSide), Qt::KeepAspectRatio,
                        Qt::FastTransformation);
}

class BareWorker
{
public:
    Status read(const std::filesystem::path& path)
    {
        const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        struct stat about = {};
        if (!file.isOpen() || ::fstat(file.fd(), &about) != 0)
            return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
        m_bytes.resize(static_cast<std::size_t>(about.st_size));
        std::size_t filled = 0;
        while (filled < m_bytes.size()) {
            const ssize_t got = ::read(file.fd(), m_bytes.data() + filled, m_bytes.size() - filled);
            if (got <= 0)
                return errorFromErrno(errno, pathToText(path), ErrorCode::ReadFailed);
            filled += static_cast<std::size_t>(got);
        }
        run.bytes += ByteCount{static_cast<qint64>(filled)};
        ++run.files;
        note(BareStage::Read);
        return {};
    }

    void md5()
    {
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
        EVP_Digest(m_bytes.data(), m_bytes.size(), digest.data(), nullptr, EVP_md5(), nullptr);
        note(BareStage::Md5);
    }

    void xxh3()
    {
        m_sum ^= XXH3_128bits(m_bytes.data(), m_bytes.size()).low64;
        note(BareStage::Xxh3);
    }

    /// From the device, as far as the system can be told to forget.
    Status readAgain(const std::filesystem::path& path)
    {
        const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (!file.isOpen() || ::fdatasync(file.fd()) != 0)
            return errorFromErrno(errno, pathToText(path), ErrorCode::SyncFailed);
        (void)::posix_fadvise(file.fd(), 0, 0, POSIX_FADV_DONTNEED);
        const qint64 counted = run.files;
        const ByteCount bytes = run.bytes;
        SAFELIGHT_TRY(read(path));
        run.files = counted;
        run.bytes = bytes;
        xxh3();
        return {};
    }

    void digestDecodeAndDescribe()
    {
        xxh3();
        jpeg_decompress_struct jpeg = {};
        JumpingErrors errors = {};
        const bool isDecoded = decodeScaled(m_bytes, jpeg, errors, m_pixels);
        const QImage picture = isDecoded ? reduced(jpeg, m_pixels) : QImage();
        jpeg_destroy_decompress(&jpeg);
        note(BareStage::Decode);
        m_sum ^= perceptualHash(picture);
        note(BareStage::PerceptualHash);
        try {
            const auto image = Exiv2::ImageFactory::open(m_bytes.data(), static_cast<long>(m_bytes.size()));
            image->readMetadata();
            m_sum ^= static_cast<quint64>(image->exifData().count());
        } catch (const Exiv2::Error&) {
            ++m_sum; // a file without metadata
        }
        note(BareStage::Exif);
    }

    Status write(const std::filesystem::path& path)
    {
        const FileHandle file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
        std::size_t done = 0;
        while (file.isOpen() && done < m_bytes.size()) {
            const ssize_t written = ::write(file.fd(), m_bytes.data() + done, m_bytes.size() - done);
            if (written <= 0)
                break;
            done += static_cast<std::size_t>(written);
        }
        if (!file.isOpen() || done < m_bytes.size())
            return errorFromErrno(errno, pathToText(path), ErrorCode::WriteFailed);
        note(BareStage::Write);
        return {};
    }

    void begin() { m_clock.lap(); }

    BareRun run;
    Status status;

private:
    void note(BareStage stage) { run.stages[static_cast<std::size_t>(stage)] += m_clock.lap(); }

    Stopwatch m_clock;
    Bytes m_bytes;
    Bytes m_pixels;
    quint64 m_sum = 0; ///< so that no result can be left uncomputed
};

/// Shares the files among threads, one file after the other, until all are done or one failed.
template <class Work>
Result<BareRun> onThreads(std::size_t files, int threads, Work work)
{
    std::vector<BareWorker> workers(static_cast<std::size_t>(threads));
    std::atomic<std::size_t> next = 0;
    const Stopwatch clock;
    {
        std::vector<std::jthread> running;
        for (BareWorker& worker : workers) {
            running.emplace_back([&] {
                worker.begin();
                for (std::size_t i = next++; i < files && worker.status; i = next++)
                    worker.status = work(worker, i);
            });
        }
    }
    BareRun total;
    total.time = clock.elapsed();
    for (const BareWorker& worker : workers) {
        SAFELIGHT_TRY(worker.status);
        total.files += worker.run.files;
        total.bytes += worker.run.bytes;
        for (std::size_t i = 0; i < kBareStages; ++i)
            total.stages[i] += worker.run.stages[i];
    }
    return total;
}

} // namespace

QJsonObject BareRun::shares() const
{
    static const std::array<QString, kBareStages> names = {
        QStringLiteral("read"),  QStringLiteral("md5"),  QStringLiteral("xxh3"), QStringLiteral("decode"),
        QStringLiteral("phash"), QStringLiteral("exif"), QStringLiteral("write")};
    Milliseconds sum{};
    for (const Milliseconds stage : stages)
        sum += stage;
    QJsonObject shares;
    for (std::size_t i = 0; i < kBareStages; ++i)
        shares[names[i]] = rounded(stages[i] / sum);
    return shares;
}

std::vector<std::filesystem::path> filesBelow(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code failure;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, failure)) {
        if (entry.is_regular_file())
            files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

Result<BareRun> takeInBare(const std::vector<std::filesystem::path>& files,
                           const std::filesystem::path& target, int threads)
{
    std::filesystem::create_directories(target);
    SAFELIGHT_ASSIGN(BareRun run,
                     onThreads(files.size(), threads, [&](BareWorker& worker, std::size_t i) -> Status {
                         SAFELIGHT_TRY(worker.read(files[i]));
                         worker.md5();
                         worker.digestDecodeAndDescribe();
                         return worker.write(target / (std::to_string(i) + ".jpg"));
                     }));
    const Stopwatch clock;
    const FileHandle folder(::open(target.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (::syncfs(folder.fd()) != 0)
        return errorFromErrno(errno, pathToText(target), ErrorCode::SyncFailed);
    run.sync = clock.elapsed();
    run.time += run.sync;
    return run;
}

Result<BareRun> copyBare(const std::vector<std::filesystem::path>& files, const BareCopy& how)
{
    std::filesystem::create_directories(how.target);
    const FileHandle folder(::open(how.target.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    std::atomic<qint64> written = 0;
    const auto sync = [&] {
        return ::syncfs(folder.fd()) == 0
                   ? Status()
                   : Status(errorFromErrno(errno, pathToText(how.target), ErrorCode::SyncFailed));
    };
    SAFELIGHT_ASSIGN(BareRun run,
                     onThreads(files.size(), how.threads, [&](BareWorker& worker, std::size_t i) -> Status {
                         const auto copy = how.target / (std::to_string(i) + ".jpg");
                         SAFELIGHT_TRY(worker.read(files[i]));
                         worker.md5();
                         worker.xxh3();
                         SAFELIGHT_TRY(worker.write(copy));
                         if (how.isReadBack)
                             SAFELIGHT_TRY(worker.readAgain(copy));
                         return ++written % how.group == 0 ? sync() : Status();
                     }));
    const Stopwatch clock;
    SAFELIGHT_TRY(sync());
    run.sync = clock.elapsed();
    run.time += run.sync;
    return run;
}

Result<BareRun> readBare(const std::vector<std::filesystem::path>& files, int threads)
{
    return onThreads(files.size(), threads, [&](BareWorker& worker, std::size_t i) -> Status {
        SAFELIGHT_TRY(worker.read(files[i]));
        worker.md5();
        return {};
    });
}

} // namespace safelight::bench
