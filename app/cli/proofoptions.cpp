#include "app/cli/commands.h"
#include "ingest/ingestrequest.h"

#include <map>

namespace safelight::cli {

void addProofOptions(CLI::App& command, IngestRequest& request)
{
    const std::map<std::string, VerifyLevel> levels = {
        {"size", VerifyLevel::Size}, {"digest", VerifyLevel::Digest}, {"readback", VerifyLevel::Readback}};
    command
        .add_option("--verify", request.verify,
                    "How each copy is proven: size, digest (default) or readback (from the device)")
        ->transform(CLI::CheckedTransformer(levels));
    const std::map<std::string, IngestRequest::OnConflict> conflicts = {
        {"rename", IngestRequest::OnConflict::Rename}, {"skip", IngestRequest::OnConflict::Skip}};
    command
        .add_option("--on-conflict", request.onConflict,
                    "What to do when a name is taken by other bytes: rename (default) or skip")
        ->transform(CLI::CheckedTransformer(conflicts));
}

} // namespace safelight::cli
