#pragma once

#include <QImage>
#include <QSize>

namespace safelight {

enum class Scene {
    Mountains,
    Lake,
    Sea,
    Forest,
    Dunes,
    Meadow,
    Flower,
    Skyline,
    Waterfront,
    StarrySky,
    Lights,
    LightTrails,
};

/// What a photographer points at around an hour of the day (0…24): as `index` grows, one scene after the
/// other.
Scene sceneFor(double hour, int index);

/// Paints a photograph. The same arguments give the same picture; any thread, no application object needed.
QImage paintScene(Scene scene, QSize size, double hour, quint32 seed);

} // namespace safelight
