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
        {"rename", IngestRequest::OnConflict::Rename},
        {"skip", IngestRequest::OnConflict::Skip},
        {"move-here", IngestRequest::OnConflict::MoveHere}};
    command
        .add_option(
            "--on-conflict", request.onConflict,
            "When a name is taken by other bytes: rename (default) or skip; move-here: photos that another "
            "project has are moved from there into this one, and taken names are renamed")
        ->transform(CLI::CheckedTransformer(conflicts));
}

} // namespace safelight::cli
