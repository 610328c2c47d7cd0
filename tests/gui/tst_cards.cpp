#include "testlibrary.h"

#include "base/pathtext.h"
#include "support/smalldisk.h"
#include "ui/cardoffers.h"
#include "ui/desktop/desktop.h"
#include "ui/widgets/bannerstack.h"
#include "ui/words/translations.h"

#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <mutex>

using namespace safelight;

namespace fs = std::filesystem;

namespace {

class SilentDesktop : public Desktop
{
public:
    void notify(const Notice& notice) override { notices += notice; }
    void showProgress(std::optional<double> /*fraction*/) override {}

    QVector<Notice> notices;
};

CardSurvey surveyOf(int frames, int fresh)
{
    CardSurvey survey;
    survey.frames = frames;
    survey.newFrames = fresh;
    survey.newBytes = {9'800'000};
    survey.oldestNew = QDateTime(QDate(2026, 11, 12), QTime(8, 0));
    survey.newestNew = QDateTime(QDate(2026, 11, 14), QTime(9, 0));
    return survey;
}

CardSurvey provenSurvey()
{
    CardSurvey survey;
    survey.frames = 3;
    survey.receipt.emplace();
    survey.receipt->isWhole = true;
    survey.receipt->isComplete = true;
    survey.receipt->finishedAt = QDateTime(QDate(2026, 11, 14), QTime(10, 22));
    survey.sums.proven = 3;
    return survey;
}

/// Tells of cards what the test says.
class FakeSurvey
{
public:
    void set(const Result<CardSurvey>& answer)
    {
        const std::lock_guard lock(m_mutex);
        m_answer = answer;
    }
    CardBoard::Survey function()
    {
        return [this](const Library*, const fs::path&, const CancelToken&) -> Result<CardSurvey> {
            const std::lock_guard lock(m_mutex);
            return m_answer;
        };
    }

private:
    std::mutex m_mutex;
    Result<CardSurvey> m_answer = surveyOf(3, 3); // guarded by m_mutex
};

/// A card in its reader: whoever sees the mount sees its folders.
class MountedCard
{
public:
    /// `store`: where its file system is made; no card to anybody, as its folders lie one deeper.
    MountedCard(const fs::path& store, const fs::path& place, const std::string& folder)
        : m_store(store, "size=1m"), m_place(place)
    {
        fs::create_directories(store / "volume" / folder);
        fs::create_directories(place);
        m_isMounted = ::mount((store / "volume").c_str(), place.c_str(), nullptr, MS_BIND, nullptr) == 0;
    }
    MountedCard(const MountedCard&) = delete;
    MountedCard& operator=(const MountedCard&) = delete;
    ~MountedCard()
    {
        if (m_isMounted)
            ::umount2(m_place.c_str(), MNT_DETACH);
    }

private:
    test::SmallDisk m_store;
    fs::path m_place;
    bool m_isMounted = false;
};

} // namespace

/// Cards are found when they are mounted, offered, taken back, and unmounted; with real mounts.
class TestCards : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void aCardIsOfferedWhenItIsMounted();
    void aDiskWithoutPhotosIsNot();
    void whatIsThereAtTheStartIsOffered();
    void aDiskOfTheLibraryIsNoCard();
    void theOfferSaysWhatIsNew();
    void whatIsNotKnownIsSaid();
    void aBlankCardIsNotOffered();
    void theOfferFollowsAnIngest();
    void anOfferThatWasDismissedStaysAway();
    void aFixedDiskThatWasDismissedIsRemembered();
    void aProvenCardIsUnmounted();
    void aCardInUseSaysSo();
    void theTrayOffersIt();
    void aNoticeComesOnceAndOnlyUnseen();

private:
    void start();
    std::unique_ptr<MountedCard> mountCard(const std::string& name = "EOS_DIGITAL",
                                           const std::string& folder = "DCIM/100CANON");
    fs::path place(const std::string& name = "EOS_DIGITAL") const { return *m_folder / name; }
    QString bannerText() const;
    QPushButton* bannerButton() const;
    bool hasBanner(const std::string& name = "EOS_DIGITAL") const;

    std::unique_ptr<test::TempFolder> m_folder;
    std::unique_ptr<test::TestLibrary> m_library;
    std::unique_ptr<LibraryController> m_controller;
    std::unique_ptr<FakeSurvey> m_survey;
    std::unique_ptr<CardBoard> m_board;
    std::unique_ptr<BannerStack> m_banners;
    std::unique_ptr<Tray> m_tray;
    std::unique_ptr<SilentDesktop> m_desktop;
    std::unique_ptr<CardOffers> m_offers;
    bool m_isSeen = true;
    std::vector<fs::path> m_unmounts;
    std::vector<CardOffers::Unmounted> m_unmounted;
};

/// Plural forms.
void TestCards::initTestCase()
{
    installTranslations(*qApp);
}

void TestCards::init()
{
    m_folder = std::make_unique<test::TempFolder>();
    m_library = std::make_unique<test::TestLibrary>();
    m_survey = std::make_unique<FakeSurvey>();
    m_isSeen = true;
    m_unmounts.clear();
    m_unmounted.clear();
    if (!test::SmallDisk(*m_folder / "try", "size=1m").isMounted())
        QSKIP("mounting a file system of its own is for root");
}

void TestCards::cleanup()
{
    m_offers.reset();
    m_desktop.reset();
    m_tray.reset();
    m_banners.reset();
    m_board.reset();
    m_controller.reset();
    m_survey.reset();
    m_library.reset();
    m_folder.reset();
}

/// The library is open, and cards are looked for.
void TestCards::start()
{
    m_controller = m_library->makeController();
    QVERIFY(test::TestLibrary::openAndWait(*m_controller));
    m_board = std::make_unique<CardBoard>(*m_controller, m_survey->function());
    m_banners = std::make_unique<BannerStack>();
    m_tray = std::make_unique<Tray>();
    m_desktop = std::make_unique<SilentDesktop>();
    m_offers = std::make_unique<CardOffers>(
        *m_board, CardOffers::Places{*m_banners, *m_tray, *m_desktop, [this] { return m_isSeen; }},
        [this](const CardEntry& card, CardOffers::Unmounted done) {
            m_unmounts.push_back(card.root);
            m_unmounted.push_back(std::move(done));
        },
        pathToText(*m_folder / "window.ini"));
    m_board->start();
}

QString TestCards::bannerText() const
{
    QStringList texts;
    for (const QLabel* label : m_banners->findChildren<QLabel*>()) {
        if (!label->text().isEmpty() && label->parentWidget()->isVisibleTo(m_banners.get()))
            texts += label->text();
    }
    return texts.join(u'|');
}

QPushButton* TestCards::bannerButton() const
{
    for (auto* button : m_banners->findChildren<QPushButton*>()) {
        if (button->parentWidget()->isVisibleTo(m_banners.get()))
            return button;
    }
    return nullptr;
}

bool TestCards::hasBanner(const std::string& name) const
{
    return m_banners->has(u"card/" + pathToText(place(name)));
}

std::unique_ptr<MountedCard> TestCards::mountCard(const std::string& name, const std::string& folder)
{
    return std::make_unique<MountedCard>(*m_folder / ("." + name), place(name), folder);
}

void TestCards::aCardIsOfferedWhenItIsMounted()
{
    start();
    QVERIFY(m_board->find(place()) == nullptr);
    auto card = mountCard();
    QTRY_VERIFY(hasBanner());
    QVERIFY(bannerText().startsWith(u"Camera card “EOS_DIGITAL”"));
    QSignalSpy taken(m_offers.get(), &CardOffers::takeInRequested);
    QCOMPARE(bannerButton()->text(), QStringLiteral("Take in…"));
    bannerButton()->click();
    QCOMPARE(taken.size(), 1);
    QVERIFY(taken.first().first().value<fs::path>() == place());
    QVERIFY(hasBanner()); // the dialog may be left again
    card.reset();
    QTRY_VERIFY(!hasBanner());
    QVERIFY(m_board->find(place()) == nullptr);
    card = mountCard();
    QTRY_VERIFY(hasBanner());
}

void TestCards::aDiskWithoutPhotosIsNot()
{
    start();
    QSignalSpy found(m_board.get(), &CardBoard::cardFound);
    const auto documents = mountCard("DOCUMENTS", "Letters");
    const auto video = mountCard("A001", "PRIVATE/M4ROOT/CLIP"); // looked at in the same or a later look
    QTRY_VERIFY(hasBanner("A001"));
    QVERIFY(bannerText().startsWith(u"Video card “A001”"));
    QCOMPARE(found.size(), 1);
    QVERIFY(!hasBanner("DOCUMENTS"));
}

void TestCards::whatIsThereAtTheStartIsOffered()
{
    const auto card = mountCard();
    start();
    QTRY_VERIFY(hasBanner());
}

void TestCards::aDiskOfTheLibraryIsNoCard()
{
    const auto disk = mountCard("PHOTOS");
    m_library->addProject(QStringLiteral("Wedding"), place("PHOTOS") / "Wedding");
    start();
    const auto card = mountCard();
    QTRY_VERIFY(hasBanner());
    QVERIFY(!hasBanner("PHOTOS"));
}

void TestCards::theOfferSaysWhatIsNew()
{
    m_survey->set(surveyOf(352, 312));
    start();
    const auto card = mountCard();
    QTRY_COMPARE(bannerText(),
                 QStringLiteral("Camera card “EOS_DIGITAL”: 312 new photos, 9.8 MB, of 2026-11-12 to "
                                "2026-11-14. 40 others seem to be here."));
}

void TestCards::whatIsNotKnownIsSaid()
{
    m_survey->set(Error{ErrorCode::CatalogBusy, {}, {}, nullptr});
    start();
    const auto card = mountCard();
    QTRY_COMPARE(bannerText(),
                 QStringLiteral("Camera card “EOS_DIGITAL” is here. What is new on it is not known: the "
                                "catalogue is in use."));
    QCOMPARE(bannerButton()->text(), QStringLiteral("Take in…"));
}

void TestCards::aBlankCardIsNotOffered()
{
    m_survey->set(surveyOf(0, 0));
    start();
    QSignalSpy changed(m_board.get(), &CardBoard::cardChanged);
    const auto card = mountCard();
    QVERIFY(changed.wait());
    QVERIFY(!hasBanner());
    QCOMPARE(m_tray->menu().actions().size(), 2);
}

void TestCards::theOfferFollowsAnIngest()
{
    start();
    const auto card = mountCard();
    QTRY_VERIFY(bannerText().contains(u"3 new photos"));
    test::RunningTask running;
    m_library->onIngest = [&running](const IngestRequest&, TaskObserver& observer,
                                     const CancelToken& cancel) { return running.run(observer, cancel); };
    IngestRequest request;
    request.sources = {place() / "DCIM"};
    request.projectName = QStringLiteral("Wedding");
    m_controller->ingest(request);
    QTRY_VERIFY(!hasBanner());
    QVERIFY(m_board->find(place())->isBeingRead);
    m_survey->set(provenSurvey());
    running.finish();
    QTRY_COMPARE(bannerText(),
                 QStringLiteral("Camera card “EOS_DIGITAL”: Fully taken in and proven on 2026-11-14 "
                                "10:22: safe to format."));
    QCOMPARE(bannerButton()->text(), QStringLiteral("Unmount"));
}

void TestCards::anOfferThatWasDismissedStaysAway()
{
    start();
    const auto card = mountCard();
    QTRY_VERIFY(bannerText().contains(u"3 new photos"));
    m_banners->findChild<QToolButton*>()->click();
    QVERIFY(!hasBanner());
    QSignalSpy changed(m_board.get(), &CardBoard::cardChanged);
    Q_EMIT m_controller->receiptsChanged(); // it is surveyed again
    QVERIFY(changed.wait());
    QVERIFY(!hasBanner());
    QCOMPARE(m_tray->menu().actions().size(), 2);
}

/// What these tests mount is no removable device.
void TestCards::aFixedDiskThatWasDismissedIsRemembered()
{
    const auto disk = mountCard("BACKUP");
    start();
    QTRY_VERIFY(bannerText().contains(u"3 new photos"));
    if (m_board->find(place("BACKUP"))->volume.identity.isEmpty())
        QSKIP("this kernel gives such a file system no identity");
    m_banners->findChild<QToolButton*>()->click();
    m_offers.reset();
    m_board.reset();
    start(); // the program, again
    QSignalSpy changed(m_board.get(), &CardBoard::cardChanged);
    QVERIFY(changed.wait());
    QVERIFY(m_board->find(place("BACKUP")));
    QVERIFY(!hasBanner("BACKUP"));
}

void TestCards::aProvenCardIsUnmounted()
{
    m_survey->set(provenSurvey());
    start();
    auto card = mountCard();
    QTRY_VERIFY(bannerText().contains(u"safe to format"));
    bannerButton()->click();
    QCOMPARE(m_unmounts, std::vector<fs::path>{place()});
    QVERIFY(bannerText().contains(u"Do not take it out yet"));
    QVERIFY(!bannerButton());
    card.reset();
    QTRY_VERIFY(m_board->find(place()) == nullptr);
    m_unmounted.front()({});
    QCOMPARE(bannerText(), QStringLiteral("Camera card “EOS_DIGITAL” can be taken out."));
    card = mountCard(); // put in again: the offer replaces what was said
    QTRY_VERIFY(hasBanner());
    QVERIFY(!bannerText().contains(u"can be taken out"));
}

void TestCards::aCardInUseSaysSo()
{
    m_survey->set(provenSurvey());
    start();
    const auto card = mountCard();
    QTRY_VERIFY(bannerText().contains(u"safe to format"));
    QSignalSpy failed(m_offers.get(), &CardOffers::failed);
    bannerButton()->click();
    m_unmounted.front()(Error{ErrorCode::VolumeBusy, pathToText(place()), {}, nullptr});
    QCOMPARE(failed.size(), 1);
    QVERIFY(failed.first().first().value<Error>().code == ErrorCode::VolumeBusy);
    QCOMPARE(bannerButton()->text(), QStringLiteral("Unmount")); // once more
}

void TestCards::theTrayOffersIt()
{
    start();
    QCOMPARE(m_tray->menu().actions().size(), 2);
    auto card = mountCard("CARD & CO");
    QTRY_VERIFY(bannerText().contains(u"3 new photos"));
    const auto actions = m_tray->menu().actions();
    QCOMPARE(actions.first()->text(), QStringLiteral("Take in Camera card “CARD && CO” (3 new)…"));
    QVERIFY(m_tray->toolTip().contains(u"“CARD & CO”"));
    QSignalSpy taken(m_offers.get(), &CardOffers::takeInRequested);
    actions.first()->trigger();
    QCOMPARE(taken.size(), 1);
    card.reset();
    QTRY_COMPARE(m_tray->menu().actions().size(), 2);
    QSignalSpy window(m_tray.get(), &Tray::windowRequested);
    QSignalSpy quit(m_tray.get(), &Tray::quitRequested);
    m_tray->menu().actions().first()->trigger();
    m_tray->menu().actions().last()->trigger();
    QCOMPARE(window.size(), 1);
    QCOMPARE(quit.size(), 1);
}

void TestCards::aNoticeComesOnceAndOnlyUnseen()
{
    start();
    const auto seen = mountCard("SEEN");
    QTRY_VERIFY(bannerText().contains(u"3 new photos"));
    QVERIFY(m_desktop->notices.isEmpty());
    m_isSeen = false;
    const auto card = mountCard();
    QTRY_COMPARE(m_desktop->notices.size(), 1);
    QCOMPARE(m_desktop->notices.first().title, QStringLiteral("Camera card “EOS_DIGITAL”"));
    QVERIFY(m_desktop->notices.first().text.startsWith(u"3 new photos"));
}

QTEST_MAIN(TestCards)
#include "tst_cards.moc"
