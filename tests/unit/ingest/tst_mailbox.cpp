#include "ingest/mailbox.h"

#include <QTest>

#include <thread>

using namespace safelight;

class TestMailbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void groupsFitIntoOpenFiles_data();
    void groupsFitIntoOpenFiles();
    void takesNoMoreThanAsked();
    void whoWaitsForRoomGoesOnWhenItIsClosed();
};

void TestMailbox::groupsFitIntoOpenFiles_data()
{
    QTest::addColumn<quint64>("wanted");
    QTest::addColumn<quint64>("openFiles");
    QTest::addColumn<quint64>("frames");
    const auto row = [](const char* name, quint64 wanted, quint64 openFiles, quint64 frames) {
        QTest::newRow(name) << wanted << openFiles << frames;
    };
    row("as many as wanted", 256, 65'536, 256);
    row("as a session begins", 256, 1'024, 51);
    row("a system that is generous to nobody", 256, 256, 3);
    row("hardly any", 256, 100, 1);
    row("one", 1, 65'536, 1);
    row("fewer than would fit", 40, 1'024, 40);
}

/// A frame may have four files, each in two places; as many frames as are committed wait for it.
void TestMailbox::groupsFitIntoOpenFiles()
{
    QFETCH(const quint64, wanted);
    QFETCH(const quint64, openFiles);
    QFETCH(const quint64, frames);
    QCOMPARE(quint64{frameGroupSize(wanted, openFiles)}, frames);
}

/// The committing thread may end before the workers: by an exception.
void TestMailbox::whoWaitsForRoomGoesOnWhenItIsClosed()
{
    Mailbox mailbox(1);
    mailbox.putFrame(Frame());
    std::jthread worker([&] { mailbox.putFrame(Frame()); });
    mailbox.close();
    worker.join();
    QCOMPARE(mailbox.take(8, std::chrono::milliseconds(0), 0).frames.size(), std::size_t{2});
}

void TestMailbox::takesNoMoreThanAsked()
{
    Mailbox mailbox(8);
    for (int i = 0; i < 5; ++i) {
        Frame frame;
        frame.stem = std::to_string(i);
        mailbox.putFrame(std::move(frame));
    }
    const auto first = mailbox.take(3, std::chrono::milliseconds(0), 0);
    QCOMPARE(first.frames.size(), std::size_t{3});
    QCOMPARE(first.frames.front().stem, std::string("0"));
    const auto rest = mailbox.take(3, std::chrono::milliseconds(0), 0);
    QCOMPARE(rest.frames.size(), std::size_t{2});
    QCOMPARE(rest.frames.back().stem, std::string("4"));
    mailbox.workerEnded();
    QCOMPARE(mailbox.take(3, std::chrono::seconds(60), 0).endedWorkers, 1); // does not wait
}

QTEST_GUILESS_MAIN(TestMailbox)
#include "tst_mailbox.moc"
