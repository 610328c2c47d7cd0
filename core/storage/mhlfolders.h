#pragma once

#include "domain/mhl.h"

#include <map>
#include <vector>

namespace safelight {

/// The digests of a tree of folders.
struct MhlFolderDigests
{
    std::vector<MhlFolder> folders; ///< sorted by path, without the root
    MhlFolder root;
};

/// Makes the digests of all folders above the files, as the reference implementation of ASC MHL does: the
/// content digest of a folder is that of its children's, sorted and put one after the other; for the
/// structure digest, each child is the digest of its name and its own digest (a file's, or a folder's
/// structure). All in XXH3-128; every file must have that. A folder without files is not known here and would
/// change the digests of those above it, so there must be none. `modified` of a folder is looked up by path
/// (empty for the root) and is `hashed` where it is missing.
MhlFolderDigests mhlFolderDigests(const std::vector<MhlFile>& files, const QDateTime& hashed,
                                  const std::map<QString, QDateTime>& modified = {});

} // namespace safelight
