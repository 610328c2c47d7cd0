#pragma once

#include "support/libraryfixture.h"

#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>

#include <filesystem>

namespace safelight::test {

/// What tests that end the real program in the middle of its work start, and look at afterwards.

/// `frames` frames below a folder, in three folders: JPEGs, some with a RAW or a sidecar.
void fillCard(const std::filesystem::path& card, int frames);

/// For a program that has settings of its own, in `folder`: { "section": { "key": value } }.
QProcessEnvironment withSettings(const std::filesystem::path& folder, const QByteArray& json);

/// Kills the program once it has said so many bytes; or lets it end, when it says less.
void killAfter(QProcess& program, qint64 bytes);
/// Kills it at some moment; or lets it end, when it ends earlier.
void killWithin(QProcess& program, int ms);

/// MD5, as text, of all files below a folder that are no temporary and no manifest, sorted; none where there
/// is no folder.
QStringList digests(const std::filesystem::path& folder);
QStringList temporaryFiles(const std::filesystem::path& folder);
/// Rows that say that a file is there with these bytes, and lie.
QStringList rowsWithoutTheirFile(const LibraryFixture& safe);

} // namespace safelight::test
