#pragma once

#include "storage/mountinfo.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace safelight {

/// How cameras lay out their cards, told by the folders that they make.
enum class CardLayout {
    Dcf,         ///< `DCIM`: photos (JEITA CP-3461, Design rule for Camera File system)
    Avchd,       ///< `PRIVATE/AVCHD/BDMV`, or `AVCHD/BDMV`, or `BDMV`: video of Sony, Panasonic and Canon
    SonyXavc,    ///< `M4ROOT` or `PRIVATE/M4ROOT` with `CLIP`: XAVC S
    SonyXdcam,   ///< `XDROOT/Clip` (XAVC, XDCAM) or `BPAV/CLPR` (XDCAM EX)
    PanasonicP2, ///< `CONTENTS/VIDEO` beside `CONTENTS/CLIP`
    CanonXf,     ///< `CONTENTS/CLIPS001`, and on: XF, XF-AVC, Cinema RAW
};

/// The layouts that a folder has, in the order of the enumeration; empty: it is no card. Names count in any
/// letter case, links do not. Reads three folders' names at most below each of a few folders, and waits for
/// the device.
std::vector<CardLayout> layoutsOf(const std::filesystem::path& root);

/// What of the mounted file systems may be a card: not those of the system itself (`/`, proc, cgroups, …),
/// nor those that other machines or programs provide, where looking could wait for ever. Of two at one place
/// the later one. What it is, its content says.
std::vector<Mount> cardCandidates(const std::vector<Mount>& mounts);

} // namespace safelight
