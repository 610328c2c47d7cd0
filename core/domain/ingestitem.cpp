#include "domain/ingestitem.h"

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

} // namespace safelight
