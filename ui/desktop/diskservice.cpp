#include "ui/desktop/diskservice.h"

#include "base/pathtext.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QPointer>
#include <QVariantMap>

namespace safelight {

namespace {

constexpr int kResolveMs = 5'000;
constexpr int kUnmountMs = 10 * 60'000; // a slow card may have much to write

const QString kDisks = QStringLiteral("org.freedesktop.UDisks2");
const QString kDiskConnection = QStringLiteral("safelight-disks");

Error failureOf(const QDBusMessage& answer, const QString& subject)
{
    const QString name = answer.errorName();
    const QString detail = name + u": " + answer.errorMessage();
    if (name == kDisks + u".Error.DeviceBusy")
        return {ErrorCode::VolumeBusy, subject, detail, nullptr};
    if (name.startsWith(kDisks + u".Error.NotAuthorized"))
        return {ErrorCode::PermissionDenied, subject, detail, nullptr};
    return {ErrorCode::CannotUnmount, subject, detail, nullptr};
}

/// The service's objects for a device; of one that it does not know there are none.
QDBusMessage resolve(const QDBusConnection& bus, const QString& device)
{
    auto call = QDBusMessage::createMethodCall(kDisks, QStringLiteral("/org/freedesktop/UDisks2/Manager"),
                                               kDisks + u".Manager", QStringLiteral("ResolveDevice"));
    call.setArguments({QVariantMap{{QStringLiteral("path"), device}}, QVariantMap()});
    return bus.call(call, QDBus::Block, kResolveMs);
}

std::optional<Error> unmountNow(const QString& device, const QString& subject)
{
    const auto bus = QDBusConnection::connectToBus(QDBusConnection::SystemBus, kDiskConnection);
    if (!bus.isConnected())
        return Error{ErrorCode::CannotUnmount, subject, bus.lastError().message(), nullptr};
    const QDBusMessage resolved = resolve(bus, device);
    if (resolved.type() == QDBusMessage::ErrorMessage)
        return failureOf(resolved, subject);
    const auto objects = qdbus_cast<QList<QDBusObjectPath>>(resolved.arguments().value(0));
    if (objects.isEmpty())
        return Error{ErrorCode::CannotUnmount, subject, QStringLiteral("UDisks2 does not know the device"),
                     nullptr};
    auto call = QDBusMessage::createMethodCall(kDisks, objects.first().path(), kDisks + u".Filesystem",
                                               QStringLiteral("Unmount"));
    call.setArguments({QVariantMap()});
    const QDBusMessage answer = bus.call(call, QDBus::Block, kUnmountMs);
    return answer.type() == QDBusMessage::ErrorMessage ? std::optional(failureOf(answer, subject))
                                                       : std::nullopt;
}

} // namespace

DiskService::DiskService(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

/// An unmount that runs is waited for: who ends the program at this moment would take the card out.
DiskService::~DiskService()
{
    m_pool.waitForDone();
}

void DiskService::unmount(const QString& device, const std::filesystem::path& mountPoint, QObject* context,
                          Done done)
{
    m_pool.start([this, device, subject = pathToText(mountPoint), guard = QPointer<QObject>(context),
                  done = std::move(done)]() mutable {
        auto failure = unmountNow(device, subject);
        QMetaObject::invokeMethod(
            this,
            [guard, failure = std::move(failure), done = std::move(done)] {
                if (guard)
                    done(failure);
            },
            Qt::QueuedConnection);
    });
}

} // namespace safelight
