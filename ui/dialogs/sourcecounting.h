#pragma once

#include "base/canceltoken.h"
#include "base/ids.h"

#include <QDate>
#include <QMetaType>
#include <QObject>
#include <QThreadPool>

#include <filesystem>
#include <functional>
#include <vector>

namespace safelight {

/// What lies in the files and folders that a person wants to take in, as far as it was looked at.
struct SourceSummary
{
    int pictures = 0; ///< files of a known format, videos among them
    int sidecars = 0;
    int others = 0;  ///< files that will be skipped
    ByteCount size;  ///< of pictures and sidecars
    QDate firstDate; ///< when the oldest and the newest were taken; invalid until known
    QDate lastDate;
    bool isComplete = false;
};

/// Looks through sources, without a change and without following links to folders; `progressed` is called now
/// and then. For a thread that may wait.
SourceSummary scanSources(const std::vector<std::filesystem::path>& sources, const CancelToken& cancel,
                          const std::function<void(const SourceSummary&)>& progressed);

/// The name of a project after its pictures' dates: `2026-11-21`, `2026-11-21 to 2026-11-23`; empty when
/// unknown.
QString projectNameFor(const SourceSummary& summary);

/// Runs a scan on a thread of its own and tells how far it is, on the thread that it lives on. Stops when it
/// goes.
class SourceCounting : public QObject
{
    Q_OBJECT

public:
    explicit SourceCounting(QObject* parent = nullptr);
    ~SourceCounting() override;

    void start(const std::vector<std::filesystem::path>& sources);

Q_SIGNALS:
    void progressed(const safelight::SourceSummary& summary);

private:
    CancelToken m_cancel;
    QThreadPool m_pool; ///< last: ends its work before the rest goes
};

} // namespace safelight

Q_DECLARE_METATYPE(safelight::SourceSummary)
