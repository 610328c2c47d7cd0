#include "mediafixtures.h"

#include "media/derivativestore.h"

#include <QPainter>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <thread>

using namespace safelight;
using namespace safelight::test;

class TestDerivativeStore : public QObject
{
    Q_OBJECT

    const QByteArray m_key = QByteArray::fromHex("ab0123456789abcdef0123456789abcd");

    static std::filesystem::path pathOf(const QTemporaryDir& folder)
    {
        return std::filesystem::path(folder.path().toStdString()) / "thumbnails";
    }

private Q_SLOTS:
    void keepsWhatItIsGiven()
    {
        const QTemporaryDir folder;
        const DerivativeStore store = DerivativeStore::thumbnails(pathOf(folder));
        QVERIFY(!store.contains(m_key));
        QCOMPARE(store.load(m_key).error().code, ErrorCode::NotFound);
        const QImage original = picture({512, 341});
        QVERIFY(store.store(m_key, original).isOk());
        QVERIFY(store.contains(m_key));
        QCOMPARE(store.pathFor(m_key), pathOf(folder) / "ab" / "ab0123456789abcdef0123456789abcd.jpg");
        const auto loaded = store.load(m_key);
        QVERIFY(loaded.isOk());
        QVERIFY(meanDifference(loaded.value(), original) < 4);
    }

    void putsTransparencyOnWhite()
    {
        const QTemporaryDir folder;
        const DerivativeStore store = DerivativeStore::thumbnails(pathOf(folder));
        QImage clear(100, 80, QImage::Format_ARGB32_Premultiplied);
        clear.fill(Qt::transparent);
        QVERIFY(store.store(m_key, clear).isOk());
        QCOMPARE(store.load(m_key).value().pixelColor(50, 40), QColor(Qt::white));
    }

    void replacesAndLeavesNothingBehind()
    {
        const QTemporaryDir folder;
        const DerivativeStore store = DerivativeStore::thumbnails(pathOf(folder));
        std::vector<std::jthread> writers;
        for (quint32 i = 0; i < 4; ++i) {
            writers.emplace_back([&, i] {
                for (int round = 0; round < 10; ++round)
                    (void)store.store(m_key, picture({128, 96}, i + 1));
            });
        }
        writers.clear();
        QVERIFY(store.load(m_key).isOk());
        const auto shard = std::filesystem::directory_iterator(pathOf(folder) / "ab");
        QCOMPARE(std::distance(begin(shard), end(shard)), 1);
    }

    void callsDamagedFilesDamaged()
    {
        const QTemporaryDir folder;
        const DerivativeStore store = DerivativeStore::thumbnails(pathOf(folder));
        QVERIFY(store.store(m_key, picture({512, 341})).isOk());
        std::filesystem::resize_file(store.pathFor(m_key), 2'000);
        QCOMPARE(store.load(m_key).error().code, ErrorCode::Damaged);
        std::filesystem::resize_file(store.pathFor(m_key), 0);
        QCOMPARE(store.load(m_key).error().code, ErrorCode::Damaged);
        QVERIFY(!store.contains(m_key));
        const QByteArray giant = withJpegSize(encoded(picture({16, 16}), "jpg"), 60'000, 60'000);
        std::ofstream(store.pathFor(m_key), std::ios::binary).write(giant.constData(), giant.size());
        QCOMPARE(store.load(m_key).error().code, ErrorCode::Damaged);
    }

    void previewsOfAnotherSizeAreOthers()
    {
        const QTemporaryDir folder;
        const auto store = DerivativeStore::previews(pathOf(folder), 2560);
        const auto smaller = DerivativeStore::previews(pathOf(folder), 1280);
        QVERIFY(store.store(m_key, picture({64, 48})).isOk());
        QVERIFY(store.contains(m_key));
        QVERIFY(!smaller.contains(m_key));
        const std::string name = store.pathFor(m_key).filename();
        QCOMPARE(store.entryOf(name)->xxh128, m_key);
        QVERIFY(store.entryOf(name)->isOfThisStore);
        QVERIFY(!smaller.entryOf(name)->isOfThisStore);
        for (const char* other :
             {"", "ab.jpg", "holiday.jpg", "AB0123456789abcdef0123456789abcd.jpg",
              "ab0123456789abcdef0123456789abcd-x.jpg", "ab0123456789abcdef0123456789abcd.png"})
            QVERIFY2(!store.entryOf(other), other);
    }

    void refusesWhatCannotBeStored()
    {
        const QTemporaryDir folder;
        const DerivativeStore store = DerivativeStore::thumbnails(pathOf(folder));
        QCOMPARE(store.store("short", picture({9, 9})).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(store.store(m_key, QImage()).error().code, ErrorCode::InvalidArgument);
        std::ofstream(pathOf(folder)) << "a file where the folder should be";
        QVERIFY(!store.store(m_key, picture({9, 9})).isOk());
    }
};

QTEST_GUILESS_MAIN(TestDerivativeStore)
#include "tst_derivativestore.moc"
