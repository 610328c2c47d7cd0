#pragma once

#include "base/result.h"
#include "domain/photometadata.h"

#include <QDateTime>
#include <QString>

#include <optional>
#include <vector>

namespace safelight {

/// What a template can say of one photo. Text that comes from names of files is carried text
/// (base/pathtext.h). Empty text is a value that is missing.
struct NameFacts
{
    CaptureTime taken;
    QDateTime fileTime; ///< when the file was changed, local time; stands in where `taken` is invalid
    QString camera;
    QString lens;
    QString serial;
    QString iso;
    QString project;
    QString original; ///< the last part of the original stem: `DSC0001`
    QString folder;   ///< the original subfolder: `DCIM/100CANON`
    QString creator;  ///< as set by the person, not as the file says
    int counter = 0;
};

/// A word that a template may have in braces, for a list beside the field where it is written.
struct NameToken
{
    QString name;    ///< `date`; also the key under which the window finds its description
    QString written; ///< `{date:yyyy-MM-dd}`: with its argument, where it takes one
    QString example; ///< what it gives for exampleNameFacts()
};

/// A made-up photo with every fact known, for previews.
NameFacts exampleNameFacts();

/// A template of names or of subfolders: text with words in braces, `{name}` or `{name:argument}`.
///
///   {date:yyyy-MM-dd} {time:HHmmss}  when it was taken; the argument is a format of QDateTime (these are the
///                                    defaults), names of months and days in English
///   {year} {month} {day}             four, two and two digits of it
///   {camera} {lens} {serial} {iso}   as the file says
///   {counter:4}                      with at least so many digits, 1 to 9; default 4
///   {original}                       the name it had; {original:upper}, {original:lower}
///   {folder} {project} {creator}
///   {{ }}                            braces themselves
///
/// Missing values. A word without value leaves nothing, and the separators (space `_ - . ,`) beside it give
/// way: those behind it when there are some before it or it begins the part (or what is in brackets), those
/// before it when it ends the part. Brackets that held nothing else go with it:
/// `{date}_{lens}_{counter}` -> `2026-11-21_0001`, `{original} ({lens})` -> `DSC0001`.
class NameTemplate
{
public:
    enum class Kind {
        Folder, ///< `/` separates folders, also in the format of a date; empty text is no subfolder
        Name,   ///< the name of a file, without its extension; no `/`
    };

    /// Errors: InvalidArgument, with the text as subject and in detail the position (characters are counted
    /// from 1) and the word: an unknown word, a brace that is not closed or not opened, an argument that does
    /// not fit, `/` in a name, control characters, a name that is empty or all white space.
    static Result<NameTemplate> parse(const QString& text, Kind kind);

    QString text() const { return m_text; }
    Kind kind() const { return m_kind; }
    bool usesCounter() const;
    /// Whether it has a word whose value is read from the file: date, time, camera, lens, serial, iso.
    bool needsMetadata() const;

    /// The name or the relative folder for one photo, as carried text. Its parts are safe on every file
    /// system (domain/safename.h), at most 200 bytes each; `/` stands only where the template has it. Parts
    /// that come out empty are left out. A folder may be empty; a name that would be is the original one, or
    /// `unnamed` if that has no safe character.
    QString expand(const NameFacts& facts) const;

    /// All words, in the order in which they are offered.
    static std::vector<NameToken> tokens();

private:
    friend class NameTemplateParser;

    enum class Word {
        Date,
        Time,
        Year,
        Month,
        Day,
        Camera,
        Lens,
        Serial,
        Iso,
        Counter,
        Original,
        Folder,
        Project,
        Creator,
    };
    struct WordRow;
    struct Piece
    {
        std::optional<Word> word; ///< none: `text` stands for itself
        QString text;             ///< or the word's argument
    };

    NameTemplate(QString text, Kind kind) : m_text(std::move(text)), m_kind(kind) {}

    static const std::vector<WordRow>& words();
    static QString valueOf(const Piece& piece, const NameFacts& facts);
    bool has(Word word) const;

    QString m_text;
    Kind m_kind;
    std::vector<Piece> m_pieces;
};

} // namespace safelight
