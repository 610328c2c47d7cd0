#include "domain/stem.h"
#include "storage/foldernames.h"
#include "support/tempfolder.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace safelight;
using namespace safelight::test;

namespace fs = std::filesystem;

namespace {

using Names = std::set<std::string>;

/// What FolderNames should find, by the simplest means: every regular file, or link to one, with a known
/// extension, that is not hidden and lies below no link.
Names listedNaively(const fs::path& root)
{
    Names names;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        const fs::path relative = entry.path().lexically_relative(root);
        const bool isHidden = std::ranges::any_of(
            relative, [](const fs::path& part) { return part.native().starts_with('.'); });
        if (!isHidden && fs::is_regular_file(entry.path()) && formatForName(relative.native()))
            names.insert(relative.native());
    }
    return names;
}

std::set<std::string> endings(const FolderNames& names, const std::string& stem)
{
    std::vector<std::string_view> found;
    names.endingsOf(stem, found);
    return {found.begin(), found.end()};
}

} // namespace

/// The listing of a project's folder, against a listing by the simplest means.
class TestFolderNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomFolders_data();
    void randomFolders();
    void oddNames();
    void whatIsNotListed();
    void eachNameHasASlot();
    void innerProjectsAreNoted();
    void aFolderThatCannotBeRead();
    void anEmptyFolder();
};

void TestFolderNames::randomFolders_data()
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : {1U, 2U, 3U, 4U, 5U, 6U})
        QTest::addRow("seed %u", seed) << seed;
}

/// Few letters, so that stems, folders and extensions meet in every way.
void TestFolderNames::randomFolders()
{
    QFETCH(const quint32, seed);
    QRandomGenerator random(seed);
    const TempFolder folder;
    const std::vector<std::string> endingsToTry = {".JPG", ".jpg", ".nef", ".xmp", ".JPG.xmp", ".nef.xmp",
                                                   ".png", ".txt", "",     ".",    ".wav"};
    const auto anyStem = [&] {
        std::string stem;
        for (quint32 i = 0; i <= random.bounded(3U); ++i)
            stem += static_cast<char>('a' + random.bounded(3));
        return random.bounded(5) == 0 ? stem + ".2" : stem;
    };
    for (int i = 0; i < 400; ++i) {
        fs::path place;
        for (quint32 depth = random.bounded(3U); depth > 0; --depth)
            place /= "folder" + anyStem();
        const std::string& ending = endingsToTry[random.bounded(static_cast<quint32>(endingsToTry.size()))];
        QVERIFY(writeFile(folder / (place / (anyStem() + ending)), "x"));
    }
    const Names expected = listedNaively(folder.path());
    const auto names = FolderNames::list(folder.path());
    QVERIFY(names.isOk());
    QCOMPARE(names->size(), expected.size());
    std::map<std::string, std::set<std::string>> endingsByStem;
    for (const std::string& name : expected) {
        QVERIFY2(names->contains(name), name.c_str());
        QVERIFY(!names->contains(name + "x"));
        QVERIFY(!names->contains("elsewhere/" + name));
        const std::string stem(photoStemOf(name));
        endingsByStem[stem].insert(name.substr(stem.size()));
    }
    for (const auto& [stem, wanted] : endingsByStem)
        QVERIFY2(endings(*names, stem) == wanted, stem.c_str());
    QVERIFY(endings(*names, "no such stem").empty());
}

void TestFolderNames::oddNames()
{
    const TempFolder folder;
    const std::vector<std::string> odd = {std::string(251, 'n') + ".JPG",
                                          "new\nline.jpg",
                                          "caf\xe9.nef", // ISO 8859-1
                                          "\xf0\x9f\x93\xb7.heic",
                                          "sub folder/\xff\xfe/a.b.c.JPG",
                                          "IMG.2.xmp"};
    for (const std::string& name : odd)
        QVERIFY(writeFile(folder / name, "x"));
    const auto names = FolderNames::list(folder.path());
    QVERIFY(names.isOk());
    QCOMPARE(names->size(), odd.size());
    for (const std::string& name : odd)
        QVERIFY2(names->contains(name), name.c_str());
    QVERIFY(endings(*names, "sub folder/\xff\xfe/a.b.c") == std::set<std::string>{".JPG"});
    fs::remove_all(folder.path()); // QTemporaryDir cannot remove names that are not UTF-8
}

void TestFolderNames::whatIsNotListed()
{
    const TempFolder folder;
    for (const char* name :
         {"seen.jpg", ".hidden.jpg", ".safelight/thumb.jpg", "notes.txt", "elsewhere/far.jpg"})
        QVERIFY(writeFile(folder / (std::string("project/") + name), "x"));
    const fs::path project = folder / "project";
    QVERIFY(writeFile(folder / "outside/linked.jpg", "x"));
    fs::create_directory(project / "folder.jpg");
    fs::create_symlink(folder / "outside/linked.jpg", project / "link.jpg");
    fs::create_symlink(folder / "outside", project / "linkedfolder");
    fs::create_symlink(project, project / "loop");
    fs::create_symlink("nowhere.jpg", project / "dangling.jpg");
    std::set<std::string> others;
    FolderNames::Progress progress;
    progress.onOther = [&](const std::string& name, FolderNames::Other why) {
        others.insert((why == FolderNames::Other::Format ? "format " : "special ") + name);
    };
    const auto names = FolderNames::list(project, progress);
    QVERIFY(names.isOk());
    QCOMPARE(names->size(), std::size_t{3});
    for (const char* name : {"seen.jpg", "elsewhere/far.jpg", "link.jpg"})
        QVERIFY2(names->contains(name), name);
    QVERIFY(others == (std::set<std::string>{"format notes.txt", "special dangling.jpg",
                                             "special linkedfolder", "special loop"}));
}

void TestFolderNames::eachNameHasASlot()
{
    const TempFolder folder;
    const Names expected = {"a.JPG", "a.jpg", "a.JPG.xmp", "a.xmp", "sub/a.JPG", "sub/deep/caf\xe9.nef"};
    for (const std::string& name : expected)
        QVERIFY(writeFile(folder / name, "x"));
    const auto names = FolderNames::list(folder.path());
    QVERIFY(names.isOk());
    Names found;
    for (std::size_t slot = 0; slot < names->slots(); ++slot) {
        if (const std::string name = names->nameIn(slot); !name.empty()) {
            QVERIFY(found.insert(name).second);
            QVERIFY(names->slotOf(name) == slot);
        }
    }
    QVERIFY(found == expected);
    QVERIFY(!names->slotOf("b.JPG"));
    fs::remove_all(folder.path()); // QTemporaryDir cannot remove names that are not UTF-8
}

void TestFolderNames::innerProjectsAreNoted()
{
    const TempFolder folder;
    for (const char* name : {".project.yaml", "a/.project.yaml", "b/c/.project.yaml", "b/x.project.yaml"})
        QVERIFY(writeFile(folder / name, "x"));
    const auto names = FolderNames::list(folder.path());
    QVERIFY(names.isOk());
    const std::set<std::string> inner(names->innerProjects().begin(), names->innerProjects().end());
    QVERIFY(inner == (std::set<std::string>{"a/", "b/c/"}));
}

/// Half a list would look like lost pictures.
void TestFolderNames::aFolderThatCannotBeRead()
{
    const TempFolder folder;
    QCOMPARE(FolderNames::list(folder / "missing").error().code, ErrorCode::NotFound);
    const CancelToken cancel;
    cancel.cancel();
    QVERIFY(writeFile(folder / "a.jpg", "x"));
    QCOMPARE(FolderNames::list(folder.path(), {cancel, {}}).error().code, ErrorCode::Cancelled);
}

void TestFolderNames::anEmptyFolder()
{
    const TempFolder folder;
    const auto names = FolderNames::list(folder.path());
    QVERIFY(names.isOk());
    QCOMPARE(names->size(), std::size_t{0});
    QVERIFY(!names->contains("a.jpg"));
    QVERIFY(endings(*names, "a").empty());
}

QTEST_GUILESS_MAIN(TestFolderNames)
#include "tst_foldernames.moc"
