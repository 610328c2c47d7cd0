#include "media/metadatatext.h"

#include <QTest>

using namespace safelight;

class TestMetadataText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesValidTextOfAnyBytes()
    {
        QCOMPARE(metadataText("  Canon \0 rest"), QStringLiteral("Canon"));
        QCOMPARE(metadataText("Gr\xC3\xBC\xC3\x9F"
                              "e"),
                 QStringLiteral("Grüße"));
        QCOMPARE(metadataText("caf\xE9"), QStringLiteral("café"));
        QCOMPARE(metadataText("a\x07"
                              "b"),
                 QStringLiteral("a b"));
        QVERIFY(metadataText(std::string(100'000, 'x')).size() == 2'000);
        std::string emoji;
        for (int i = 0; i < 5'000; ++i)
            emoji += "\xF0\x9F\x93\xB7";
        const QString text = metadataText("x" + emoji);
        QVERIFY(text.isValidUtf16());
        QVERIFY(text.contains(QStringLiteral("📷")));
    }

    void namesTheMakeOnce()
    {
        QCOMPARE(cameraName(QStringLiteral("Canon"), QStringLiteral("Canon EOS 5D")),
                 QStringLiteral("Canon EOS 5D"));
        QCOMPARE(cameraName(QStringLiteral("NIKON CORPORATION"), QStringLiteral("NIKON D70")),
                 QStringLiteral("NIKON D70"));
        QCOMPARE(cameraName(QStringLiteral("EASTMAN KODAK COMPANY"), QStringLiteral("KODAK CX7530")),
                 QStringLiteral("KODAK CX7530"));
        QCOMPARE(cameraName(QStringLiteral("Apple"), QStringLiteral("iPhone 13")),
                 QStringLiteral("Apple iPhone 13"));
        QCOMPARE(cameraName(QString(), QStringLiteral("X1")), QStringLiteral("X1"));
        QCOMPARE(cameraName(QStringLiteral("Jolla"), QString()), QStringLiteral("Jolla"));
    }

    void readsTimes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* text, const char* expected) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(expected);
        };
        row("2026:11:21 14:03:07", "2026-11-21T14:03:07.000");
        row("2026-11-21T14:03:07.25+02:00", "2026-11-21T14:03:07.250");
        row("2026-11-21", "2026-11-21T00:00:00.000");
        row("2026:03:29 02:30:00", "2026-03-29T02:30:00.000");
        row("0000:00:00 00:00:00", "");
        row("    :  :     :  :  ", "");
        row("2026:13:41 14:03:07", "");
        row("2026:11:21 25:03:07", "");
        row("yesterday", "");
        row("", "");
    }
    void readsTimes()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(captureTimeFromText(text).toText(), expected);
    }

    void readsOffsets()
    {
        QCOMPARE(offsetFromText(u"+02:00"), 120);
        QCOMPARE(offsetFromText(u"-0330"), -210);
        QCOMPARE(offsetFromText(u"Z"), 0);
        QVERIFY(!offsetFromText(u"+99:00").has_value());
        QVERIFY(!offsetFromText(u"   :  ").has_value());
        QCOMPARE(captureTimeFromText(QStringLiteral("2026-11-21T14:03:07-08:00")).offsetMinutes, -480);
    }

    void readsFractions()
    {
        QCOMPARE(millisecondsOfFraction(u"25"), 250);
        QCOMPARE(millisecondsOfFraction(u"054"), 54);
        QCOMPARE(millisecondsOfFraction(u"123456"), 123);
        QCOMPARE(millisecondsOfFraction(u" "), 0);
    }

    void writesExposures_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("fast") << 1.0 / 250 << QStringLiteral("1/250");
        QTest::newRow("half") << 0.5 << QStringLiteral("0.5");
        QTest::newRow("one") << 1.0 << QStringLiteral("1");
        QTest::newRow("bulb") << 1800.0 << QStringLiteral("1800");
        QTest::newRow("none") << 0.0 << QString();
        QTest::newRow("infinite") << qInf() << QString();
        QTest::newRow("not a number") << qQNaN() << QString();
    }
    void writesExposures()
    {
        QFETCH(double, seconds);
        QFETCH(QString, text);
        QJsonObject details;
        addExposure(details, seconds);
        QCOMPARE(details.value(kExposureText).toString(), text);
        QCOMPARE(details.contains(kExposureSeconds), !text.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestMetadataText)
#include "tst_metadatatext.moc"
