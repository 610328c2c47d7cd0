#include "mediafixtures.h"

#include "media/thumbnailstore.h"

#include <QPainter>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <thread>

using namespace safelight;
using namespace safelight::test;

class TestThumbnailStore : public QObject
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
        const ThumbnailStore store(pathOf(folder));
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
        const ThumbnailStore store(pathOf(folder));
        QImage clear(100, 80, QImage::Format_ARGB32_Premultiplied);
        clear.fill(Qt::transparent);
        QVERIFY(store.store(m_key, clear).isOk());
        QCOMPARE(store.load(m_key).value().pixelColor(50, 40), QColor(Qt::white));
    }

    void replacesAndLeavesNothingBehind()
    {
        const QTemporaryDir folder;
        const ThumbnailStore store(pathOf(folder));
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
        const ThumbnailStore store(pathOf(folder));
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

    void refusesWhatCannotBeStored()
    {
        const QTemporaryDir folder;
        const ThumbnailStore store(pathOf(folder));
        QCOMPARE(store.store("short", picture({9, 9})).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(store.store(m_key, QImage()).error().code, ErrorCode::InvalidArgument);
        std::ofstream(pathOf(folder)) << "a file where the folder should be";
        QVERIFY(!store.store(m_key, picture({9, 9})).isOk());
    }
};

QTEST_GUILESS_MAIN(TestThumbnailStore)
#include "tst_thumbnailstore.moc"
