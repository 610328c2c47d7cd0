#include "domain/ingestitem.h"

#include "domain/nametable.h"

namespace safelight {

QString ingestOutcomeName(IngestOutcome outcome)
{
    switch (outcome) {
    case IngestOutcome::Imported:
        return QStringLiteral("imported");
    case IngestOutcome::Duplicate:
        return QStringLiteral("duplicate");
    case IngestOutcome::Conflict:
        return QStringLiteral("conflict");
    case IngestOutcome::Skipped:
        return QStringLiteral("skipped");
    case IngestOutcome::Failed:
        return QStringLiteral("failed");
    }
    return QStringLiteral("failed");
}

QString findingName(Finding finding)
{
    static constexpr NameTable<Finding, 9> kNames({{{Finding::None, u""},
                                                    {Finding::New, u"new"},
                                                    {Finding::Completes, u"completes"},
                                                    {Finding::Duplicate, u"duplicate"},
                                                    {Finding::KnownRejected, u"known_rejected"},
                                                    {Finding::NameTaken, u"name_taken"},
                                                    {Finding::Unsupported, u"unsupported"},
                                                    {Finding::MovedHere, u"moved_here"},
                                                    {Finding::Unreadable, u"unreadable"}}});
    return kNames.nameOf(finding);
}

std::optional<IngestOutcome> ingestOutcomeFromName(QStringView name)
{
    for (const IngestOutcome outcome :
         {IngestOutcome::Imported, IngestOutcome::Duplicate, IngestOutcome::Conflict, IngestOutcome::Skipped,
          IngestOutcome::Failed}) {
        if (ingestOutcomeName(outcome) == name)
            return outcome;
    }
    return std::nullopt;
}

} // namespace safelight
