#include "storage/mhlfolders.h"

#include "base/pathtext.h"
#include "storage/digester.h"

#include <algorithm>
#include <string>
#include <utility>

namespace safelight {

namespace {

struct Children
{
    std::vector<QByteArray> contents;
    std::vector<QByteArray> structures;
};

QString parentOf(const QString& path)
{
    return path.first(std::max<qsizetype>(path.lastIndexOf(u'/'), 0));
}

QByteArray digestOf(QByteArrayView first, QByteArrayView second)
{
    QuickDigester digester;
    digester.add(first);
    digester.add(second);
    return digester.finish();
}

QByteArray digestOfSorted(std::vector<QByteArray> digests)
{
    std::sort(digests.begin(), digests.end());
    QuickDigester digester;
    for (const QByteArray& digest : digests)
        digester.add(digest);
    return digester.finish();
}

void addChild(Children& folder, const QString& path, const QByteArray& content, const QByteArray& structure)
{
    const std::string name = bytesFromText(QStringView(path).sliced(path.lastIndexOf(u'/') + 1));
    folder.contents.push_back(content);
    folder.structures.push_back(
        digestOf(QByteArrayView(name.data(), static_cast<qsizetype>(name.size())), structure));
}

/// Deeper folders first, so that each is complete before it counts for the one above it.
struct DeeperFirst
{
    bool operator()(const QString& a, const QString& b) const
    {
        const auto depthA = a.isEmpty() ? -1 : a.count(u'/');
        const auto depthB = b.isEmpty() ? -1 : b.count(u'/');
        return depthA != depthB ? depthA > depthB : a < b;
    }
};

} // namespace

MhlFolderDigests mhlFolderDigests(const std::vector<MhlFile>& files, const QDateTime& hashed,
                                  const std::map<QString, QDateTime>& modified)
{
    std::map<QString, Children, DeeperFirst> folders;
    folders[QString()];
    for (const MhlFile& file : files) {
        addChild(folders[parentOf(file.path)], file.path, file.digest.xxh128, file.digest.xxh128);
        for (QString above = parentOf(file.path); !above.isEmpty(); above = parentOf(above))
            folders[above];
    }
    MhlFolderDigests digests;
    for (auto& [path, children] : folders) {
        MhlFolder folder;
        folder.path = path;
        const auto known = modified.find(path);
        folder.modified = known == modified.end() ? hashed : known->second;
        folder.hashed = hashed;
        folder.content = digestOfSorted(std::move(children.contents));
        folder.structure = digestOfSorted(std::move(children.structures));
        if (path.isEmpty()) {
            digests.root = folder;
        } else {
            addChild(folders[parentOf(path)], path, folder.content, folder.structure);
            digests.folders.push_back(folder);
        }
    }
    std::sort(digests.folders.begin(), digests.folders.end(),
              [](const MhlFolder& a, const MhlFolder& b) { return a.path < b.path; });
    return digests;
}

} // namespace safelight
