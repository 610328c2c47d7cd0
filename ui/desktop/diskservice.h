#pragma once

#include "base/error.h"

#include <QObject>
#include <QThreadPool>

#include <filesystem>
#include <functional>
#include <optional>

namespace safelight {

/// Unmounts disks and cards as the desktop's file manager does, by UDisks2 on the system bus
/// (org.freedesktop.UDisks2.Manager.ResolveDevice, then .Filesystem.Unmount, which writes what is still to be
/// written before it answers). Lives on the GUI thread, which never waits for the bus.
class DiskService : public QObject
{
    Q_OBJECT

public:
    /// None: it is unmounted, and can be taken out.
    using Done = std::function<void(const std::optional<Error>&)>;

    explicit DiskService(QObject* parent = nullptr);
    ~DiskService() override;

    /// `device`: `/dev/sdb1`. `done` comes later, unless `context` is gone by then. Errors: VolumeBusy,
    /// PermissionDenied, CannotUnmount (also where there is no such service).
    void unmount(const QString& device, const std::filesystem::path& mountPoint, QObject* context, Done done);

private:
    QThreadPool m_pool; ///< waits for the bus
};

} // namespace safelight
