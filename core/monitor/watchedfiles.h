#pragma once

#include "monitor/quarantine.h"
#include "monitor/settletable.h"
#include "monitor/takenfiles.h"
#include "monitor/watchscan.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace safelight {

/// What is known of the files of one watched folder: which wait, which failed, which were seen to. Knows
/// neither a clock nor a disk. Names are relative to the folder.
class WatchedFiles
{
public:
    explicit WatchedFiles(std::chrono::milliseconds settle) : m_waiting(settle) {}

    /// A file as it looks now.
    void saw(const std::string& name, const FileStamp& stamp, MonitorTime now);
    void startAnew(const std::string& name, MonitorTime now) { m_waiting.startAnew(name, now); }
    void gone(const std::string& name);
    /// Another look at everything begins.
    void beginRound() { m_taken.beginRound(); }
    /// All that there is: what waits or failed, and is not in the list, is gone. Only what the list says of
    /// the whole folder, never a list with gaps.
    void keepOnly(const WatchListing& listing);

    /// Names to look at again now: they may settle, or be tried again.
    std::vector<std::string> takeDue(MonitorTime now);
    std::optional<MonitorTime> nextDue() const;
    /// The next files to take in, whole frames.
    std::vector<SettledFile> nextBatch(std::size_t most) const { return m_waiting.ready(most); }
    bool isAnyReady() const { return m_waiting.isAnyReady(); }

    /// The file was seen to. If it still lies there, it is left alone until it changes, or a file of its
    /// frame that failed before is tried again: note those first.
    void finished(const SettledFile& file);
    void failed(const SettledFile& file, const Error& reason, MonitorTime now);
    void releaseQuarantine(MonitorTime now) { m_quarantine.release(now); }

    const Quarantine& quarantine() const { return m_quarantine; }
    qint64 queued() const { return static_cast<qint64>(m_waiting.size()); }
    /// How many files were found so far, each counted once as it looks.
    qint64 found() const { return m_found; }

private:
    void recallPartners(const std::string& name, MonitorTime now);
    bool isAnyQuarantined(const std::string& stem) const;

    SettleTable m_waiting;
    Quarantine m_quarantine;
    TakenFiles m_taken;
    /// By stem: files that were seen to, of frames of which another file failed. They are taken in with that
    /// one again, for it alone would be another photo.
    std::map<std::string, std::map<std::string, FileStamp>> m_partners;
    qint64 m_found = 0;
};

} // namespace safelight
