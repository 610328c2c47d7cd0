#include "base/openfiles.h"

#include <QTest>

#include <sys/resource.h>

#include <algorithm>

using namespace safelight;

class TestOpenFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asManyAsTheSystemAllows();
};

void TestOpenFiles::asManyAsTheSystemAllows()
{
    rlimit limit = {};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = 100;
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    QCOMPARE(mostOpenFiles(), std::size_t{100});
    allowManyOpenFiles();
    QCOMPARE(mostOpenFiles(), std::size_t{std::min<rlim_t>(limit.rlim_max, 65'536)});

    limit.rlim_cur = limit.rlim_max; // what somebody gave is not taken back
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    allowManyOpenFiles();
    rlimit after = {};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &after), 0);
    QCOMPARE(after.rlim_cur, limit.rlim_max);
}

QTEST_GUILESS_MAIN(TestOpenFiles)
#include "tst_openfiles.moc"
