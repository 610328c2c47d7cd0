#include "domain/decision.h"

#include "domain/nametable.h"

namespace safelight {

namespace {

constexpr NameTable<Decision, 4> kDecisions({{{Decision::Undecided, u"undecided"},
                                              {Decision::KeepJpg, u"keep_jpg"},
                                              {Decision::KeepAll, u"keep_all"},
                                              {Decision::Reject, u"reject"}}});

} // namespace

QString decisionName(Decision decision)
{
    return kDecisions.nameOf(decision);
}

std::optional<Decision> decisionFromName(QStringView name)
{
    return kDecisions.valueOf(name);
}

Availability keptBy(Decision decision)
{
    switch (decision) {
    case Decision::KeepJpg:
        return {true, false, true};
    case Decision::Reject:
        return {};
    case Decision::Undecided:
    case Decision::KeepAll:
        break;
    }
    return {true, true, true};
}

Decision decisionOf(Availability keep, bool isDecided)
{
    if (!keep.any())
        return Decision::Reject;
    if (!isDecided)
        return Decision::Undecided;
    return keep.raw ? Decision::KeepAll : Decision::KeepJpg;
}

} // namespace safelight
