#pragma once

#include <QString>
#include <QStringList>

#include <exiv2/exiv2.hpp>

#include <optional>
#include <string>
#include <unordered_map>

namespace safelight {

/// The tags of EXIF's own directories (not those of makers' notes), found without a search: Exiv2's own
/// look-up makes a string of each tag for each question.
class ExifTags
{
public:
    explicit ExifTags(const Exiv2::ExifData& exif);

    /// Key as Exiv2 writes it, `Exif.Photo.FNumber`; empty where there is none.
    QString text(const char* key) const;
    /// The `index`th number; nullopt where there is none, or its denominator is 0.
    std::optional<double> number(const char* key, int index = 0) const;
    const Exiv2::ExifData& all() const { return m_all; }

private:
    const Exiv2::Exifdatum* find(const char* key) const;

    const Exiv2::ExifData& m_all;
    std::unordered_map<std::string, const Exiv2::Exifdatum*> m_tags;
};

/// A simple property, or the default language of one in several.
QString xmpText(const Exiv2::XmpData& xmp, const char* key);
/// The items of a bag or sequence.
QStringList xmpList(const Exiv2::XmpData& xmp, const char* key);

QString iptcText(const Exiv2::IptcData& iptc, const char* key);
/// All occurrences of a repeatable data set.
QStringList iptcList(const Exiv2::IptcData& iptc, const char* key);

/// The first number of a value of any Exiv2 type; nullopt for text, and where a denominator is 0.
std::optional<double> numberOf(const Exiv2::Value& value, int index = 0);

} // namespace safelight
