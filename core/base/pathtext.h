#pragma once

#include <QString>

#include <filesystem>
#include <string>
#include <string_view>

namespace safelight {

/// Names of files are bytes on Linux, and text everywhere else. Inside Safelight a path is a
/// `std::filesystem::path` (bytes); text is a QString; these functions are the only bridge, and the type
/// system keeps the two apart. Never build a QFile, QDir or QUrl from carried text: open files by their path.
///
/// A byte that is not part of valid UTF-8 is carried as one private-use character U+EF80…U+EFFF (the OPTU
/// scheme of MirBSD). Carried byte by byte in the same way are genuine characters of that range, and those
/// that readers change on the way: U+FEFF (dropped as a byte order mark), U+FFFE and U+FFFF (SQLite makes
/// them U+FFFD). So `bytesFromText(textFromBytes(b)) == b` for every `b`, and the text is valid Unicode that
/// any database, JSON document or log can hold.
QString textFromBytes(std::string_view bytes);
std::string bytesFromText(QStringView text);

inline QString pathToText(const std::filesystem::path& path)
{
    return textFromBytes(path.native());
}
inline std::filesystem::path pathFromText(QStringView text)
{
    return {bytesFromText(text)};
}

/// Carried text for people: foreign bytes as `\xE9`, control characters (a newline in a name) as `\n` or
/// `\x07`, and what would break a line or turn the text around as `\u202E`.
QString displayText(QStringView carried);
QString displayText(const std::filesystem::path& path);

} // namespace safelight
