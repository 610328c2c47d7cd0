#include "base/pathtext.h"
#include "settings/settings.h"
#include "support/tempfolder.h"

#include <QJsonDocument>
#include <QMap>
#include <QTest>

using namespace safelight;
using namespace safelight::test;

namespace {

/// One setting as a document describes it.
struct Described
{
    QVariant byDefault;
    QString help;
};

std::filesystem::path resource(const char* name)
{
    return std::filesystem::path(SAFELIGHT_RESOURCES) / name;
}

/// Groups of values, each with its help under the same name with a leading underscore.
QMap<QString, Described> describedIn(const QJsonObject& document)
{
    QMap<QString, Described> all;
    for (auto group = document.begin(); group != document.end(); ++group) {
        const QJsonObject members = group.value().toObject();
        for (auto member = members.begin(); member != members.end(); ++member) {
            const bool isHelp = member.key().startsWith(u'_');
            const QString key = group.key() + u'.' + (isHelp ? member.key().sliced(1) : member.key());
            if (isHelp)
                all[key].help = member.value().toString();
            else
                all[key].byDefault = member.value().toVariant();
        }
    }
    return all;
}

/// The rows of the table of keys: | `key` | default | range | help |
QMap<QString, QStringList> tableIn(const QByteArray& markdown)
{
    QMap<QString, QStringList> rows;
    for (const QString& line : QString::fromUtf8(markdown).split(u'\n')) {
        const QStringList cells = line.split(u'|');
        constexpr qsizetype kCells = 6; // four, and nothing before the first bar and behind the last
        if (line.startsWith(u"| `") && cells.size() == kCells)
            rows[cells[1].trimmed().remove(u'`')] = {cells[2].trimmed(), cells[3].trimmed(),
                                                     cells[4].trimmed()};
    }
    return rows;
}

QString rangeOf(const SettingSpec& spec)
{
    const bool isFlag = spec.byDefault.typeId() == QMetaType::Bool;
    return isFlag ? u"true, false"_qs : u"%1…%2"_qs.arg(spec.minimum).arg(spec.maximum);
}

} // namespace

class TestSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaultsWithoutAFile();
    void valuesOfTheFileHold();
    void wrongValuesAreIgnoredAndNamed_data();
    void wrongValuesAreIgnoredAndNamed();
    void aFileThatIsNotAnObjectIsAnError_data();
    void aFileThatIsNotAnObjectIsAnError();
    void setTakesOnlyWhatTheTableAllows();
    void unknownKeysSurvive();
    void theDefaultFileDocumentsEveryKey();
    void theDefaultFileCanBeRead();
    void theManualDocumentsEveryKey();
};

void TestSettings::defaultsWithoutAFile()
{
    const TempFolder folder;
    QStringList complaints;
    const auto settings = Settings::load(folder / "config.json", &complaints);
    QVERIFY(settings);
    QVERIFY(complaints.isEmpty());
    for (const SettingSpec& spec : settingSpecs()) {
        if (spec.byDefault.typeId() == QMetaType::Bool)
            QCOMPARE(settings->flag(spec.key), spec.byDefault.toBool());
        else
            QCOMPARE(settings->number(spec.key), spec.byDefault.toInt());
    }
    QVERIFY(settings->toJson().isEmpty());
}

void TestSettings::valuesOfTheFileHold()
{
    const TempFolder folder;
    const auto file = folder / "config.json";
    QVERIFY(writeFile(file, R"({"ingest": {"workers": 2, "buffer_mb": 1024},
                                "maintenance": {"yield_every_chunk": false, "mass_change_min": 0}})"));
    QStringList complaints;
    const auto settings = Settings::load(file, &complaints);
    QVERIFY(settings);
    QCOMPARE(complaints, QStringList());
    QCOMPARE(settings->number(u"ingest.workers"), 2);
    QCOMPARE(settings->number(u"ingest.buffer_mb"), 1024); // the end of the range is in it
    QCOMPARE(settings->number(u"maintenance.mass_change_min"), 0);
    QCOMPARE(settings->flag(u"maintenance.yield_every_chunk"), false);
    QCOMPARE(settings->number(u"ingest.commit_group"), 256); // not in the file
}

void TestSettings::wrongValuesAreIgnoredAndNamed_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("above the range") << u"ingest.workers"_qs << QByteArray("65");
    QTest::newRow("below the range") << u"ingest.buffer_mb"_qs << QByteArray("0");
    QTest::newRow("negative") << u"maintenance.mass_change_percent"_qs << QByteArray("-1");
    QTest::newRow("far beyond an int") << u"ingest.workers"_qs << QByteArray("1e300");
    QTest::newRow("a fraction") << u"ingest.workers"_qs << QByteArray("1.5");
    QTest::newRow("text for a number") << u"ingest.workers"_qs << QByteArray("\"2\"");
    QTest::newRow("a flag for a number") << u"ingest.workers"_qs << QByteArray("true");
    QTest::newRow("a number for a flag") << u"maintenance.yield_every_chunk"_qs << QByteArray("0");
    QTest::newRow("null") << u"ingest.workers"_qs << QByteArray("null");
    QTest::newRow("a list") << u"ingest.workers"_qs << QByteArray("[2]");
}

void TestSettings::wrongValuesAreIgnoredAndNamed()
{
    QFETCH(const QString, key);
    QFETCH(const QByteArray, value);
    const TempFolder folder;
    const auto file = folder / "config.json";
    const QByteArray group = key.section(u'.', 0, 0).toUtf8();
    const QByteArray name = key.section(u'.', 1).toUtf8();
    QVERIFY(writeFile(file, "{\"" + group + "\": {\"" + name + "\": " + value + "}}"));
    QStringList complaints;
    const auto settings = Settings::load(file, &complaints);
    QVERIFY(settings);
    QCOMPARE(complaints, QStringList(key));
    if (key == u"maintenance.yield_every_chunk")
        QCOMPARE(settings->flag(key), Settings().flag(key));
    else
        QCOMPARE(settings->number(key), Settings().number(key));
}

void TestSettings::aFileThatIsNotAnObjectIsAnError_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut off") << QByteArray("{\"ingest\": {\"workers\": 2");
    QTest::newRow("a list") << QByteArray("[1, 2]");
}

void TestSettings::aFileThatIsNotAnObjectIsAnError()
{
    QFETCH(const QByteArray, bytes);
    const TempFolder folder;
    const auto file = folder / "config.json";
    QVERIFY(writeFile(file, bytes));
    const auto settings = Settings::load(file);
    QVERIFY(!settings);
    QCOMPARE(settings.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(settings.error().subject, pathToText(file));
}

void TestSettings::setTakesOnlyWhatTheTableAllows()
{
    Settings settings;
    QVERIFY(settings.set(u"ingest.workers"_qs, 3));
    QCOMPARE(settings.number(u"ingest.workers"), 3);
    QVERIFY(settings.set(u"maintenance.yield_every_chunk"_qs, false));
    QVERIFY(!settings.flag(u"maintenance.yield_every_chunk"));
    for (const auto& [key, value] :
         {std::pair(u"ingest.workers"_qs, QVariant(65)), std::pair(u"ingest.workers"_qs, QVariant(u"3"_qs)),
          std::pair(u"ingest.nothing"_qs, QVariant(3)), std::pair(QString(), QVariant(3))}) {
        const Status set = settings.set(key, value);
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::InvalidArgument);
    }
    QCOMPARE(settings.number(u"ingest.workers"), 3);
}

void TestSettings::unknownKeysSurvive()
{
    const TempFolder folder;
    const auto file = folder / "config.json";
    QVERIFY(writeFile(
        file, R"({"_note": "mine", "ingest": {"workers": 2, "later": [1, 2]}, "other": {"a": null}})"));
    QStringList complaints;
    auto settings = Settings::load(file, &complaints);
    QVERIFY(settings);
    QCOMPARE(complaints, QStringList());
    QVERIFY(settings->set(u"ingest.workers"_qs, 4));
    QVERIFY(settings->set(u"media.decode_seconds"_qs, 30));
    const QJsonObject expected =
        QJsonDocument::fromJson(R"({"_note": "mine", "ingest": {"workers": 4, "later": [1, 2]},
        "media": {"decode_seconds": 30}, "other": {"a": null}})")
            .object();
    QCOMPARE(settings->toJson(), expected);
}

void TestSettings::theDefaultFileDocumentsEveryKey()
{
    const QByteArray bytes = readFile(resource("config.default.json"));
    auto described = describedIn(QJsonDocument::fromJson(bytes).object());
    for (const SettingSpec& spec : settingSpecs()) {
        QVERIFY2(described.contains(spec.key), qPrintable(spec.key));
        const Described entry = described.take(spec.key);
        QCOMPARE(entry.help, spec.help);
        QCOMPARE(entry.byDefault.typeId() == QMetaType::Bool, spec.byDefault.typeId() == QMetaType::Bool);
        QCOMPARE(entry.byDefault.toInt(), spec.byDefault.toInt());
    }
    QCOMPARE(described.keys(), QStringList());
}

void TestSettings::theDefaultFileCanBeRead()
{
    QStringList complaints;
    const auto settings = Settings::load(resource("config.default.json"), &complaints);
    QVERIFY(settings);
    QCOMPARE(complaints, QStringList());
}

void TestSettings::theManualDocumentsEveryKey()
{
    auto rows = tableIn(readFile(resource("docs/configuration.md")));
    for (const SettingSpec& spec : settingSpecs()) {
        QVERIFY2(rows.contains(spec.key), qPrintable(spec.key));
        const QStringList expected = {spec.byDefault.toString(), rangeOf(spec), spec.help};
        QCOMPARE(rows.take(spec.key), expected);
    }
    QCOMPARE(rows.keys(), QStringList());
}

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
