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

/// The scenes that a photographer meets at an hour of the day (0…24) are many; this is the `index`th of them,
/// never the same twice in a row.
Scene sceneFor(double hour, int index);

/// Paints a photograph. The same arguments give the same picture; any thread, no application object needed.
QImage paintScene(Scene scene, QSize size, double hour, quint32 seed);

} // namespace safelight
