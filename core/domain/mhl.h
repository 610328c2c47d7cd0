#pragma once

#include "base/result.h"
#include "domain/digest.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace safelight {

// ASC Media Hash List, version 2.0 (American Society of Cinematographers, "ASC MHL Specification"; schemas
// ASCMHL.xsd and ASCMHLDirectory.xsd of its reference implementation): the manifests by which offload tools
// tell each other which files a folder held, with which digests. They lie in the folder `ascmhl/` of what
// they describe, one a generation, and a chain that names them with their C4 IDs.

inline constexpr auto kMhlFolder = "ascmhl";
inline constexpr auto kMhlChainFile = "ascmhl_chain.xml";

/// What was done to a file when its digest was taken.
enum class MhlAction {
    Original, ///< the first digest of it; later generations are compared with this one
    Verified, ///< the same as in an earlier generation
    Failed,   ///< not the same
};

struct MhlFile
{
    QString path;  ///< carried text, relative to the root, with `/`
    Digest digest; ///< its size, and at least one of md5 and xxh128
    QDateTime modified;
    QDateTime hashed; ///< when the digest was taken
    MhlAction action = MhlAction::Original;
};

/// Digests of a folder, made of those of what lies in it (storage/mhlfolders.h), in XXH3-128.
struct MhlFolder
{
    QString path; ///< as that of a file; empty for the root
    QDateTime modified;
    QDateTime hashed;
    QByteArray content;   ///< 16 bytes: of the files' bytes, whatever they are called
    QByteArray structure; ///< 16 bytes: of names, too
};

enum class MhlProcess {
    InPlace,  ///< files were digested where they lie
    Transfer, ///< files were copied here
};

struct MhlGeneration
{
    QString tool;
    QString toolVersion;
    QString hostName;
    QDateTime created;
    MhlProcess process = MhlProcess::Transfer;
    /// Names and patterns, as in `.gitignore`, of what is no part of it.
    QStringList ignored = {QStringLiteral(".DS_Store"), QStringLiteral("ascmhl"), QStringLiteral("ascmhl/")};
    std::vector<MhlFile> files;
    std::vector<MhlFolder> folders; ///< optional for who reads it, as is `root`
    std::optional<MhlFolder> root;
};

/// Whether a manifest can name the file, so that other tools find it: its name is UTF-8, without characters
/// that XML does not have.
bool isMhlPath(const QString& path);

/// The manifest's bytes, UTF-8. Times become UTC. Errors: Unsupported (a path that is no isMhlPath() is the
/// subject), InvalidArgument (a file without digest, a time that is not valid; the path is the subject).
Result<QByteArray> mhlManifest(const MhlGeneration& generation);

/// `0001_Wedding_2026-11-21_130307Z.mhl`: what the manifest of a generation, counted from 1, is called.
/// `rootName` is the name of the folder it describes.
QString mhlFileName(int generation, const QString& rootName, const QDateTime& created);

/// The C4 ID of bytes (SMPTE ST 2114): "c4" and 88 digits of their SHA-512 to the base of 58.
QString c4Id(QByteArrayView bytes);

/// A manifest in the chain.
struct MhlLink
{
    int generation = 0;
    QString fileName;
    QString c4; ///< c4Id() of the manifest's bytes

    friend bool operator==(const MhlLink&, const MhlLink&) = default;
};

/// The bytes of the chain, UTF-8.
QByteArray mhlChain(const std::vector<MhlLink>& links);

/// Reads a chain that is there, to be continued. Errors: Damaged (no well-formed XML, or something else, or a
/// link without number, name or C4 ID), Unsupported (a document type).
Result<std::vector<MhlLink>> parseMhlChain(QByteArrayView bytes);

} // namespace safelight
