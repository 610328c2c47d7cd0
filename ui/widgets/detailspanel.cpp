#include "ui/widgets/detailspanel.h"

#include "base/pathtext.h"
#include "base/units.h"
#include "ui/librarycontroller.h"
#include "ui/models/photomodel.h"
#include "ui/pictureloader.h"
#include "ui/widgets/factgrid.h"
#include "ui/widgets/pictureview.h"
#include "ui/words/errortext.h"
#include "ui/words/photofacts.h"
#include "ui/words/progresstext.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace safelight {

namespace {

constexpr std::chrono::milliseconds kRest{90};

QString kindText(FileKind kind)
{
    switch (kind) {
    case FileKind::Jpg:
        return DetailsPanel::tr("JPEG");
    case FileKind::Raw:
        return DetailsPanel::tr("RAW");
    case FileKind::Other:
        return DetailsPanel::tr("other");
    case FileKind::Sidecar:
        return DetailsPanel::tr("sidecar");
    }
    return {};
}

} // namespace

DetailsPanel::DetailsPanel(LibraryController& library, QWidget* parent)
    : QScrollArea(parent),
      m_library(library),
      m_loader(new PictureLoader(this)),
      m_picture(new PictureView(this)),
      m_name(selectableLabel({}, this)),
      m_folder(selectableLabel({}, this)),
      m_hint(new QLabel(tr("No photo is chosen."), this))
{
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(NoFrame);
    QFont bold = m_name->font();
    bold.setBold(true);
    m_name->setFont(bold);
    for (QLabel* quiet : {m_folder, m_hint})
        quiet->setObjectName(QStringLiteral("quiet"));
    constexpr int kMargin = 14;
    auto* contents = new QWidget(this);
    m_column = new QVBoxLayout(contents);
    m_column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    m_column->setSpacing(8);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_hint, m_picture, m_name, m_folder})
        m_column->addWidget(widget);
    m_column->addStretch(1);
    setWidget(contents);

    m_delay.setSingleShot(true);
    m_delay.setInterval(kRest);
    connect(&m_delay, &QTimer::timeout, this, &DetailsPanel::request);
    connect(m_loader, &PictureLoader::loaded, m_picture, &PictureView::setPicture);
    connect(m_loader, &PictureLoader::nothingToShow, this, [this](const Error& reason) {
        const bool isUnknown = reason.code == ErrorCode::Unsupported || reason.code == ErrorCode::NotFound;
        m_picture->setSymbol(isUnknown ? QStringLiteral("unsupported") : QStringLiteral("damaged"),
                             shortText(reason));
    });
    connect(&library, &LibraryController::photosPictured, this, &DetailsPanel::refreshIfTouched);
    for (const auto signal : {&LibraryController::rowsCorrected, &LibraryController::correctionsUndone}) {
        connect(&library, signal, this, [this](const QVector<Correction>& rows) {
            if (std::ranges::find(rows, m_photo, &Correction::photo) != rows.end())
                m_delay.start();
        });
    }
    showNothing();
}

void DetailsPanel::refreshIfTouched(const QVector<PhotoId>& photos)
{
    if (photos.contains(m_photo))
        m_delay.start();
}

void DetailsPanel::setPhoto(PhotoId photo)
{
    if (photo == m_photo)
        return;
    m_photo = photo;
    m_loader->stop();
    if (photo.isValid())
        m_delay.start();
    else
        showNothing();
}

void DetailsPanel::request()
{
    const PhotoId asked = m_photo;
    if (!asked.isValid())
        return;
    m_library.read(
        this, [asked](CatalogReader& reader) { return reader.photoDetails(asked); },
        [this, asked](const Result<PhotoDetails>& details) {
            if (asked != m_photo)
                return; // another one was chosen in the meantime
            if (details)
                show(*details);
            else
                showNothing();
        });
}

void DetailsPanel::showNothing()
{
    m_delay.stop();
    m_shown = {};
    delete std::exchange(m_facts, nullptr);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_picture, m_name, m_folder})
        widget->hide();
    m_hint->show();
}

void DetailsPanel::show(const PhotoDetails& details)
{
    const qsizetype slash = details.photo.stem.lastIndexOf(u'/');
    m_name->setText(photoName(details.photo.stem));
    m_folder->setText(displayText(QStringView(details.photo.stem).first(std::max<qsizetype>(slash, 0))));
    m_hint->hide();
    for (QWidget* widget : std::initializer_list<QWidget*>{m_picture, m_name})
        widget->show();
    m_folder->setVisible(slash > 0);
    fillFacts(details);
    loadPicture(details);
    m_shown = details.photo.id;
}

void DetailsPanel::loadPicture(const PhotoDetails& details)
{
    const bool isAnother = m_shown != details.photo.id;
    if (isAnother)
        m_picture->clear();
    const bool isTurned = details.photo.metadata.orientation >= 5; // EXIF: 5 to 8 lie on their side
    const QSize stored(details.photo.metadata.width, details.photo.metadata.height);
    if (isAnother)
        m_picture->setShape(isTurned ? stored.transposed() : stored);
    const TaskEnvironment& environment = *m_library.environment();
    Project place;
    place.folder = details.projectFolder;
    PictureRequest request = requestFor(details, environment.library.folderOf(place));
    request.longSide = qRound(std::max(m_picture->width(), m_picture->height()) * devicePixelRatioF());
    request.thumbnailFolder = environment.library.thumbnailFolder();
    request.memory = ByteCount{environment.settings.number(u"media.decode_memory_mb") * kBytesPerMiB};
    request.time = std::chrono::seconds(environment.settings.number(u"media.decode_seconds"));
    m_loader->load(request);
}

void DetailsPanel::fillFacts(const PhotoDetails& details)
{
    delete std::exchange(m_facts, nullptr);
    auto* facts = new FactGrid(widget());
    for (const PhotoFact& fact : photoFacts(details.photo.metadata))
        facts->addFact(fact.name, fact.value);
    for (const PhotoFile& file : details.files) {
        facts->addTitle(displayText(file.name));
        facts->addFact(tr("Kind"), kindText(file.kind));
        facts->addFact(tr("Size"), sizeText(file.digest.size));
        if (!file.isPresent)
            facts->addFact(tr("On disk"), tr("missing"));
        facts->addFact(tr("Proven"), verifiedText(file));
        if (file.digest.isKnown()) {
            facts->addCode(tr("MD5"), file.digest.md5Hex());
            facts->addCode(tr("XXH3"), file.digest.xxh128Hex());
        } else {
            facts->addFact(tr("Digest"), tr("to come"));
        }
    }
    m_facts = facts;
    m_column->insertWidget(m_column->count() - 1, facts);
}

} // namespace safelight
