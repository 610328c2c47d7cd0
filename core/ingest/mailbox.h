#pragma once

#include "ingest/frame.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <memory>
#include <mutex>
#include <vector>

namespace safelight {

/// How many frames may be committed together, and as many more wait for that: `wanted`, or fewer where the
/// process may not have so many files open. Each copy stays open until it has reached the device, because
/// that is how the system says that it has not.
inline std::size_t frameGroupSize(std::size_t wanted, std::size_t openFiles)
{
    constexpr std::size_t kOthers = 200;          // catalogues, sources, the log
    constexpr std::size_t kFilesOfTwoFrames = 16; // variants and sidecars, each in two places
    const std::size_t fitting = openFiles > kOthers ? (openFiles - kOthers) / kFilesOfTwoFrames : 0;
    return std::max<std::size_t>(std::min(wanted, fitting), 1);
}

/// What reaches the committing thread: frames from the workers, pictures from the decoders.
class Mailbox
{
public:
    explicit Mailbox(std::size_t frameLimit) : m_frameLimit(frameLimit) {}

    /// Waits while the committing thread is `frameLimit` frames behind.
    void putFrame(Frame frame)
    {
        std::unique_lock lock(m_mutex);
        m_hasRoom.wait(lock, [&] { return m_frames.size() < m_frameLimit || m_isClosed; });
        m_frames.push_back(std::move(frame));
        m_hasMail.notify_one();
    }
    /// The same for many, which need not fit.
    void putFrames(std::vector<Frame> frames)
    {
        std::unique_lock lock(m_mutex);
        m_hasRoom.wait(lock, [&] { return m_frames.size() < m_frameLimit || m_isClosed; });
        std::ranges::move(frames, std::back_inserter(m_frames));
        m_hasMail.notify_one();
    }
    void putPicture(std::shared_ptr<PictureSlot> slot)
    {
        const std::lock_guard lock(m_mutex);
        m_pictures.push_back(std::move(slot));
        m_hasMail.notify_one();
    }
    /// Nobody takes anything any more: who waits for room goes on.
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
        m_hasRoom.notify_all();
    }
    /// A worker has ended.
    void workerEnded()
    {
        const std::lock_guard lock(m_mutex);
        ++m_endedWorkers;
        m_hasMail.notify_one();
    }

    struct Mail
    {
        std::vector<Frame> frames;
        std::vector<std::shared_ptr<PictureSlot>> pictures;
        int endedWorkers = 0; ///< so far
    };

    /// Takes up to `mostFrames` frames and all pictures; waits up to `patience` for the first of anything.
    Mail take(std::size_t mostFrames, std::chrono::milliseconds patience, int knownEndedWorkers)
    {
        std::unique_lock lock(m_mutex);
        m_hasMail.wait_for(lock, patience, [&] {
            return (mostFrames > 0 && !m_frames.empty()) || !m_pictures.empty() ||
                   m_endedWorkers != knownEndedWorkers;
        });
        Mail mail;
        while (!m_frames.empty() && mail.frames.size() < mostFrames) {
            mail.frames.push_back(std::move(m_frames.front()));
            m_frames.pop_front();
        }
        mail.pictures.assign(std::make_move_iterator(m_pictures.begin()),
                             std::make_move_iterator(m_pictures.end()));
        m_pictures.clear();
        mail.endedWorkers = m_endedWorkers;
        m_hasRoom.notify_all();
        return mail;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_hasMail;
    std::condition_variable m_hasRoom;
    std::size_t m_frameLimit;
    std::deque<Frame> m_frames;                          // guarded by m_mutex
    std::deque<std::shared_ptr<PictureSlot>> m_pictures; // guarded by m_mutex
    bool m_isClosed = false;                             // guarded by m_mutex
    int m_endedWorkers = 0;                              // guarded by m_mutex
};

} // namespace safelight
