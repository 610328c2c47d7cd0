#include "maintenance/picturepass.h"

#include "base/pathtext.h"
#include "catalog/filerepository.h"
#include "maintenance/limits.h"
#include "tasks/picturemaking.h"

#include <algorithm>
#include <limits>

namespace safelight {

namespace {

constexpr PhotoId kLast{std::numeric_limits<qint64>::max()};

bool isUntried(const PhotoFile& file)
{
    return !file.perceptualHash && file.damage.isEmpty();
}

bool isTriedInVain(const PhotoFile& file)
{
    return !file.damage.isEmpty() && !isShowable(file.perceptualHash.has_value(), file.damage);
}

bool isUnsupported(const PhotoFile& file)
{
    return file.damage == errorCodeName(ErrorCode::Unsupported);
}

bool isWanted(DerivativeStatus status, const UnpicturedPhoto& photo, bool withFailed)
{
    if (status == DerivativeStatus::Ready)
        return false;
    return status == DerivativeStatus::Pending || (withFailed && status == DerivativeStatus::Failed) ||
           std::ranges::any_of(photo.files, isUntried);
}

} // namespace

PicturePass::PhotoWork::PhotoWork(UnpicturedPhoto unpictured, bool withFailed)
    : photo(std::move(unpictured)),
      thumbnail(photo.thumbnail, isWanted(photo.thumbnail, photo, withFailed)),
      preview(photo.preview, isWanted(photo.preview, photo, withFailed))
{
}

PicturePass::PicturePass(ProjectVisit& visit)
    : m_visit(visit),
      m_step(visit.step),
      m_pictures(visit.step.connection()),
      m_reader(visit.step.environment().fs, kLargestRead, visit.step.cancel())
{
    const QVector<PhotoId>& among = m_step.scope().photos;
    m_query.project = visit.project.id;
    m_query.among = {among.constData(), static_cast<std::size_t>(among.size())};
    m_query.withFailed = m_step.options().retryFailed;
    if (visit.cursor.value(u"phase").toString() == kPhase)
        m_after = {visit.cursor.value(u"after").toInteger()};
}

Status PicturePass::run()
{
    constexpr int kPage = 64;
    SAFELIGHT_ASSIGN(m_passed, m_pictures.countBetween(m_visit.project.id, {}, m_after));
    const TaskEnvironment& environment = m_step.environment();
    while (!m_step.shouldStop()) {
        SAFELIGHT_ASSIGN(auto page, m_pictures.unpictured(m_query, m_after, kPage));
        if (page.empty() || m_step.isPlan()) {
            plan(page);
            SAFELIGHT_TRY(pass(page.empty() ? kLast : page.back().id));
            SAFELIGHT_TRY(m_visit.keep(cursor()));
            if (page.empty())
                return {};
            continue;
        }
        if (!m_workers)
            m_workers.emplace(decoderThreads(environment.settings),
                              pictureMaker(environment, m_step.cancel()));
        SAFELIGHT_TRY(makePage(std::move(page)));
    }
    return {};
}

QJsonObject PicturePass::cursor() const
{
    return {{QStringLiteral("phase"), kPhase.toString()}, {QStringLiteral("after"), m_after.value}};
}

/// All photos up to this one are as they should be.
Status PicturePass::pass(PhotoId last)
{
    SAFELIGHT_ASSIGN(const qint64 more, m_pictures.countBetween(m_visit.project.id, m_after, last));
    m_passed += more;
    m_after = last;
    m_step.count(u"processed", more);
    m_visit.progress(TaskStage::Picturing, m_passed);
    return {};
}

void PicturePass::plan(const std::vector<UnpicturedPhoto>& page)
{
    for (const UnpicturedPhoto& photo : page) {
        const PhotoWork work(photo, m_query.withFailed);
        if (work.thumbnail.isWanted())
            m_step.count(u"thumbnails");
        if (work.preview.isWanted())
            m_step.count(u"previews");
        m_step.count(u"hashes", std::ranges::count_if(photo.files, isUntried));
        m_step.count(u"digests", std::ranges::count_if(photo.files, [](const PhotoFile& file) {
                         return !file.digest.isKnown();
                     }));
    }
}

Status PicturePass::makePage(std::vector<UnpicturedPhoto> page)
{
    const Error away = {ErrorCode::ProjectOffline, m_visit.project.name,
                        QStringLiteral("the folder went away while pictures were made"), nullptr};
    if (!m_visit.isStillThere())
        return away;
    Works works;
    int inFlight = 0;
    for (UnpicturedPhoto& photo : page) {
        works.push_back(std::make_unique<PhotoWork>(std::move(photo), m_query.withFailed));
        inFlight += orderNext(*works.back()) ? 1 : 0;
    }
    awaitResults(inFlight);
    if (!m_visit.isStillThere())
        return away;
    QVector<PhotoId> changed;
    SAFELIGHT_TRY(write(works, works.back()->photo.id, changed));
    if (!changed.isEmpty())
        m_step.observer().happened(PhotosPictured{changed});
    for (const auto& work : works) {
        for (const auto& file : work->files) {
            if (file->outcome.storing)
                return *file->outcome.storing; // a full or broken store fails for every picture
        }
    }
    return {};
}

/// Orders what is to be made of the photo's next file that needs anything; false when there is none.
bool PicturePass::orderNext(PhotoWork& work)
{
    while (work.next < work.photo.files.size()) {
        const PhotoFile& file = work.photo.files[work.next++];
        if (isTriedInVain(file) && file.digest.isKnown() && (!m_query.withFailed || isUnsupported(file))) {
            const auto status =
                isUnsupported(file) ? DerivativeStatus::Unsupported : DerivativeStatus::Failed;
            work.thumbnail.add(status);
            work.preview.add(status);
            continue;
        }
        const bool isNeeded = !file.perceptualHash || !file.digest.isKnown() || work.thumbnail.isWanted() ||
                              work.preview.isWanted();
        if (!isNeeded)
            continue;
        auto wish = wishFor(work, file);
        if (wish->wish.format.decoder == Decoder::None && file.digest.isKnown()) {
            wish->outcome.thumbnail = wish->outcome.preview = DerivativeStatus::Unsupported;
            wish->outcome.damage = Error{ErrorCode::Unsupported, pathToText(wish->path), {}, nullptr};
            take(work, wish);
            continue;
        }
        order(work, std::move(wish));
        return true;
    }
    return false;
}

std::shared_ptr<PictureFile> PicturePass::wishFor(const PhotoWork& work, const PhotoFile& file) const
{
    auto wish = std::make_shared<PictureFile>();
    const std::string name = bytesFromText(file.name);
    wish->file = file;
    wish->path = m_visit.folder / name;
    wish->wish.format = formatForName(name).value_or(FileFormat{{}, file.kind, Decoder::None});
    wish->wish.wantsHash = !file.perceptualHash;
    wish->wish.wantsPreview = work.preview.isWanted();
    return wish;
}

void PicturePass::order(PhotoWork& work, std::shared_ptr<PictureFile> file)
{
    m_workers->order([this, photo = &work, file = std::move(file)](const PictureMaker& maker) {
        makePicture(*file, m_reader, maker);
        const std::lock_guard lock(m_mutex);
        m_results.emplace_back(photo, file);
        m_hasResult.notify_one();
    });
}

/// Takes what the decoders give until nothing is on its way. After a cancel they give up quickly.
void PicturePass::awaitResults(int inFlight)
{
    qint64 finished = 0;
    while (inFlight > 0) {
        std::unique_lock lock(m_mutex);
        m_hasResult.wait(lock, [&] { return !m_results.empty(); });
        const auto [work, file] = std::move(m_results.front());
        m_results.pop_front();
        lock.unlock();
        take(*work, file);
        if (m_step.shouldStop()) {
            work->thumbnail.add(DerivativeStatus::Pending); // its other files were not tried
            work->preview.add(DerivativeStatus::Pending);
            --inFlight;
        } else if (!orderNext(*work)) {
            --inFlight;
            m_visit.progress(TaskStage::Picturing, m_passed + ++finished);
        }
    }
}

void PicturePass::take(PhotoWork& work, const std::shared_ptr<PictureFile>& file)
{
    work.thumbnail.add(file->outcome.thumbnail);
    if (file->wish.wantsPreview)
        work.preview.add(file->outcome.preview);
    work.files.push_back(file);
}

/// The page's rows, its failures and where to go on: all or nothing, so that no failure is forgotten.
Status PicturePass::write(const Works& works, PhotoId last, QVector<PhotoId>& changed)
{
    WriteTransaction transaction(m_step.connection());
    SAFELIGHT_TRY(transaction.begin());
    SAFELIGHT_TRY(writePhotos(works, changed));
    for (const auto& work : works) {
        for (const auto& file : work->files)
            tell(*file, work->photo.id);
    }
    if (!m_step.shouldStop()) // otherwise a part of the page was made: it is looked at again
        SAFELIGHT_TRY(pass(last));
    SAFELIGHT_TRY(m_visit.keepWithin(cursor()));
    return transaction.commit();
}

Status PicturePass::writePhotos(const Works& works, QVector<PhotoId>& changed)
{
    for (const auto& work : works) {
        for (const auto& file : work->files)
            SAFELIGHT_TRY(writeFile(*file));
        const UnpicturedPhoto& was = work->photo;
        const DerivativeStatus thumbnail = work->thumbnail.status();
        const DerivativeStatus preview = work->preview.status();
        if (thumbnail == was.thumbnail && preview == was.preview)
            continue;
        SAFELIGHT_ASSIGN(const bool isAsRead, m_pictures.updateStatus(was, thumbnail, preview));
        if (!isAsRead)
            continue; // somebody else made them meanwhile, or the photo is gone
        changed += was.id;
        if (thumbnail == DerivativeStatus::Ready && thumbnail != was.thumbnail)
            m_step.count(u"thumbnails");
        if (preview == DerivativeStatus::Ready && preview != was.preview)
            m_step.count(u"previews");
    }
    return {};
}

Status PicturePass::writeFile(const PictureFile& work)
{
    const FileRepository files(m_step.connection());
    if (work.digest) {
        SAFELIGHT_ASSIGN(const bool isAsRead, files.updateDigest(work.file, *work.digest, work.mtimeNs));
        if (!isAsRead)
            return {}; // it has another name by now, or was digested by somebody else
    }
    const QString damage = work.outcome.damage ? errorCodeName(work.outcome.damage->code) : QString();
    if (work.outcome.hash)
        return files.updateHash(work.file.id, work.outcome.hash, damage);
    return damage.isEmpty() ? Status() : files.updateDamage(work.file.id, damage);
}

void PicturePass::tell(const PictureFile& work, PhotoId photo)
{
    if (work.digest)
        m_step.count(u"digests");
    if (work.outcome.hash)
        m_step.count(u"hashes");
    if (work.reading) {
        if (work.reading->code == ErrorCode::NotFound)
            m_step.count(u"missing"); // the manifest check's business
        else if (work.reading->code != ErrorCode::Cancelled)
            m_step.failed(*work.reading, &m_visit.project, photo);
        return;
    }
    if (!work.outcome.damage)
        return;
    if (work.outcome.thumbnail == DerivativeStatus::Failed) {
        Error reason = *work.outcome.damage;
        reason.subject = pathToText(work.path);
        m_step.failed(reason, &m_visit.project, photo);
    } else {
        m_step.count(work.outcome.thumbnail == DerivativeStatus::Unsupported ? u"unsupported" : u"damaged");
    }
}

} // namespace safelight
