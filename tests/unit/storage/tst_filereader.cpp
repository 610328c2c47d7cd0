#include "base/pathtext.h"
#include "storage/digester.h"
#include "storage/filereader.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace safelight;

namespace {

constexpr ByteCount kBufferLimit{4 * 1024 * 1024};

QByteArray bytesOfSize(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i)
        bytes[i] = static_cast<char>((i * 7919) >> 3);
    return bytes;
}

} // namespace

class TestFileReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAndDigests_data();
    void readsAndDigests();
    void foreseesWhatIsKnown();
    void computesWhatIsNotKnown();
    void doesNotGuessOfWhatItStreams();

private:
    std::filesystem::path write(const QByteArray& bytes) const;

    QTemporaryDir m_folder;
    FileReader m_reader{FileSystem::posix(), kBufferLimit, CancelToken()};
};

std::filesystem::path TestFileReader::write(const QByteArray& bytes) const
{
    QFile file(m_folder.filePath(QStringLiteral("picture.jpg")));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write the file of the test");
    return pathFromText(file.fileName());
}

void TestFileReader::readsAndDigests_data()
{
    QTest::addColumn<qint64>("size");
    QTest::addColumn<bool>("isHeld");
    QTest::addRow("one byte") << qint64{1} << true;
    QTest::addRow("one block and a byte") << qint64{1024 * 1024 + 1} << true;
    QTest::addRow("as much as is held") << kBufferLimit.value << true;
    QTest::addRow("a byte more") << kBufferLimit.value + 1 << false;
}

void TestFileReader::readsAndDigests()
{
    QFETCH(const qint64, size);
    QFETCH(const bool, isHeld);
    const QByteArray bytes = bytesOfSize(size);
    const auto path = write(bytes);
    const auto content = m_reader.read(path);
    QVERIFY(content);
    QCOMPARE(content->digest, Digester::of(bytes));
    QCOMPARE(content->bytes, isHeld ? bytes : QByteArray());
    const auto foreseen = m_reader.foresee(path, [](const QByteArray&, ByteCount) { return QByteArray(); });
    QVERIFY(foreseen);
    QCOMPARE(foreseen->digest, content->digest);
    QCOMPARE(foreseen->bytes, content->bytes);
}

void TestFileReader::foreseesWhatIsKnown()
{
    const QByteArray bytes = bytesOfSize(3 * 1024 * 1024 + 5);
    const Digest digest = Digester::of(bytes);
    const QByteArray told(16, 'm'); // not what MD5 gives: it was not computed
    int asked = 0;
    const auto content = m_reader.foresee(write(bytes), [&](const QByteArray& xxh128, ByteCount size) {
        ++asked;
        return xxh128 == digest.xxh128 && size == digest.size ? told : QByteArray();
    });
    QVERIFY(content);
    QCOMPARE(asked, 1);
    QCOMPARE(content->digest, (Digest{told, digest.xxh128, digest.size}));
    QCOMPARE(content->bytes, bytes);
}

void TestFileReader::computesWhatIsNotKnown()
{
    const QByteArray bytes = bytesOfSize(100'000);
    const auto content = m_reader.foresee(write(bytes), [](const QByteArray&, ByteCount) {
        return QByteArray("half of one"); // a row that was damaged
    });
    QVERIFY(content);
    QCOMPARE(content->digest, Digester::of(bytes));
}

void TestFileReader::doesNotGuessOfWhatItStreams()
{
    const QByteArray bytes = bytesOfSize(kBufferLimit.value + 100);
    const auto content =
        m_reader.foresee(write(bytes), [](const QByteArray&, ByteCount) { return QByteArray(16, 'm'); });
    QVERIFY(content);
    QCOMPARE(content->digest, Digester::of(bytes));
}

QTEST_GUILESS_MAIN(TestFileReader)
#include "tst_filereader.moc"
