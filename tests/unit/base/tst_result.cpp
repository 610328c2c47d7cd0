#include "base/result.h"

#include <QTest>

#include <memory>

using namespace safelight;

namespace {

Error failure(const QString& subject)
{
    return {ErrorCode::NotFound, subject, {}, nullptr};
}

Result<std::unique_ptr<int>> boxed(int value)
{
    if (value < 0)
        return failure(u"boxed"_qs);
    return std::make_unique<int>(value);
}

Result<int> doubled(int value)
{
    SAFELIGHT_ASSIGN(const auto box, boxed(value));
    return *box * 2;
}

Status checked(int value)
{
    SAFELIGHT_TRY(doubled(value));
    return {};
}

} // namespace

class TestResult : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valueOrError();
    void errorsTravelUp();
};

void TestResult::valueOrError()
{
    auto result = boxed(21);
    QVERIFY(result);
    const auto box = *std::move(result); // moves what cannot be copied
    QCOMPARE(*box, 21);
    QVERIFY(!boxed(-1).isOk());
}

void TestResult::errorsTravelUp()
{
    QCOMPARE(*doubled(21), 42);
    QVERIFY(checked(1).isOk());
    const Status status = checked(-1);
    QVERIFY(!status);
    QCOMPARE(status.error().subject, u"boxed"_qs);
}

QTEST_GUILESS_MAIN(TestResult)
#include "tst_result.moc"
