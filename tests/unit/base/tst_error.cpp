#include "base/error.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <cerrno>

using namespace safelight;

class TestError : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreDistinctWords();
    void errnoTellsTheCode_data();
    void errnoTellsTheCode();
    void wrappingKeepsTheCause();
    void logTextNamesWhatIsKnown();
};

void TestError::namesAreDistinctWords()
{
    static const QRegularExpression word(u"^[a-z]+(_[a-z]+)*$"_qs);
    QSet<QString> seen;
    const int last = static_cast<int>(ErrorCode::Internal);
    for (int code = 0; code <= last; ++code) {
        const QString name = errorCodeName(static_cast<ErrorCode>(code));
        QVERIFY2(word.match(name).hasMatch(), qPrintable(name));
        seen.insert(name);
    }
    QCOMPARE(seen.size(), last + 1);
}

void TestError::errnoTellsTheCode_data()
{
    QTest::addColumn<int>("errnoValue");
    QTest::addColumn<ErrorCode>("code");

    QTest::newRow("missing") << ENOENT << ErrorCode::NotFound;
    QTest::newRow("a folder on the way is a file") << ENOTDIR << ErrorCode::NotFound;
    QTest::newRow("taken") << EEXIST << ErrorCode::AlreadyExists;
    QTest::newRow("full") << ENOSPC << ErrorCode::NoSpace;
    QTest::newRow("quota") << EDQUOT << ErrorCode::NoSpace;
    QTest::newRow("read-only") << EROFS << ErrorCode::ReadOnly;
    QTest::newRow("forbidden") << EACCES << ErrorCode::PermissionDenied;
    QTest::newRow("too long") << ENAMETOOLONG << ErrorCode::NameTooLong;
    QTest::newRow("anything else") << EIO << ErrorCode::ReadFailed;
}

void TestError::errnoTellsTheCode()
{
    QFETCH(int, errnoValue);
    QFETCH(ErrorCode, code);
    const Error error = errorFromErrno(errnoValue, u"DSC_0001.JPG"_qs, ErrorCode::ReadFailed);
    QCOMPARE(error.code, code);
    QCOMPARE(error.subject, u"DSC_0001.JPG"_qs);
    QVERIFY(!error.detail.isEmpty());
}

void TestError::wrappingKeepsTheCause()
{
    const Error inner{ErrorCode::NoSpace, u"disk"_qs, u"full"_qs, nullptr};
    const Error outer = inner.wrappedIn({ErrorCode::WriteFailed, u"a.jpg"_qs, {}, nullptr});
    QCOMPARE(outer.code, ErrorCode::WriteFailed);
    QVERIFY(outer.cause != nullptr);
    QCOMPARE(outer.cause->code, ErrorCode::NoSpace);
    QCOMPARE(outer.cause->subject, u"disk"_qs);
}

void TestError::logTextNamesWhatIsKnown()
{
    const Error inner{ErrorCode::NoSpace, u"disk"_qs, u"full"_qs, nullptr};
    QCOMPARE(describeForLog(inner.wrappedIn({ErrorCode::WriteFailed, u"a.jpg"_qs, {}, nullptr})),
             u"write_failed [a.jpg] <- no_space [disk]: full"_qs);
    QCOMPARE(describeForLog(Error{ErrorCode::Cancelled, {}, {}, nullptr}), u"cancelled"_qs);
}

QTEST_GUILESS_MAIN(TestError)
#include "tst_error.moc"
