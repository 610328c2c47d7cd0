#pragma once

#include <QObject>

class QSocketNotifier;

namespace safelight {

/// SIGINT and SIGTERM as a Qt signal on the thread of this object. One at a time.
class StopSignals : public QObject
{
    Q_OBJECT

public:
    explicit StopSignals(QObject* parent = nullptr);
    ~StopSignals() override;

Q_SIGNALS:
    void stopRequested();

private:
    void read();

    QSocketNotifier* m_notifier = nullptr;
};

} // namespace safelight
