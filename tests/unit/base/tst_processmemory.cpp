#include "base/processmemory.h"

#include <QTest>

#include <vector>

using namespace safelight;

namespace {

constexpr qint64 kMiB = qint64{1024} * 1024;

/// Takes and touches memory, so that it becomes resident, and gives it back.
void use(qint64 bytes)
{
    std::vector<char> block(static_cast<std::size_t>(bytes));
    for (std::size_t i = 0; i < block.size(); i += 4096)
        static_cast<volatile char&>(block[i]) = 1;
}

} // namespace

class TestProcessMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void peakIsAtLeastResident();
    void gaugeSeesGrowthThatIsGivenBack();
};

void TestProcessMemory::peakIsAtLeastResident()
{
    const ProcessMemory memory = processMemory();
    QVERIFY(memory.resident.value > kMiB);
    QVERIFY(memory.peak >= memory.resident);
}

void TestProcessMemory::gaugeSeesGrowthThatIsGivenBack()
{
    const MemoryGauge gauge;
    use(64 * kMiB);
    QVERIFY2(gauge.growth().value >= 48 * kMiB, QByteArray::number(gauge.growth().value).constData());
}

QTEST_GUILESS_MAIN(TestProcessMemory)
#include "tst_processmemory.moc"
