#include "media/metadatablocks.h"

#include "media/metadatatext.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace safelight {

namespace {

constexpr long kMostItems = 500;

bool isOwnDirectory(std::string_view key)
{
    return key.starts_with("Exif.Image.") || key.starts_with("Exif.Photo.") ||
           key.starts_with("Exif.GPSInfo.");
}

QStringList withoutEmpty(QStringList list)
{
    list.removeAll(QString());
    return list;
}

QString defaultLanguage(const Exiv2::LangAltValue& value)
{
    const auto found = value.value_.find("x-default");
    if (found != value.value_.end())
        return metadataText(found->second);
    return value.value_.empty() ? QString() : metadataText(value.value_.begin()->second);
}

} // namespace

ExifTags::ExifTags(const Exiv2::ExifData& exif) : m_all(exif)
{
    for (const Exiv2::Exifdatum& datum : exif) {
        std::string key = datum.key();
        if (isOwnDirectory(key))
            m_tags.emplace(std::move(key), &datum); // of a tag that is said twice the first counts
    }
}

const Exiv2::Exifdatum* ExifTags::find(const char* key) const
{
    const auto found = m_tags.find(key);
    return found == m_tags.end() || found->second->count() == 0 ? nullptr : found->second;
}

QString ExifTags::text(const char* key) const
{
    const Exiv2::Exifdatum* datum = find(key);
    return datum != nullptr ? metadataText(datum->toString()) : QString();
}

std::optional<double> ExifTags::number(const char* key, int index) const
{
    const Exiv2::Exifdatum* datum = find(key);
    return datum != nullptr ? numberOf(datum->value(), index) : std::nullopt;
}

std::optional<double> numberOf(const Exiv2::Value& value, int index)
{
    if (index < 0 || static_cast<long>(index) >= static_cast<long>(value.count()))
        return std::nullopt;
    const bool isReal = value.typeId() == Exiv2::tiffFloat || value.typeId() == Exiv2::tiffDouble;
    double number = 0;
    if (isReal) {
        number = double{value.toFloat(index)};
    } else {
        const Exiv2::Rational ratio = value.toRational(index);
        if (!value.ok() || ratio.second == 0)
            return std::nullopt;
        // An unsigned ratio that went through signed integers.
        const bool isUnsigned = value.typeId() == Exiv2::unsignedRational;
        const auto part = [&](int32_t n) {
            return isUnsigned ? double(static_cast<uint32_t>(n)) : double(n);
        };
        number = part(ratio.first) / part(ratio.second);
    }
    return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

QString xmpText(const Exiv2::XmpData& xmp, const char* key)
{
    const auto found = xmp.findKey(Exiv2::XmpKey(key));
    if (found == xmp.end() || found->count() == 0)
        return {};
    if (const auto* languages = dynamic_cast<const Exiv2::LangAltValue*>(&found->value()))
        return defaultLanguage(*languages);
    return metadataText(found->toString());
}

QStringList xmpList(const Exiv2::XmpData& xmp, const char* key)
{
    QStringList list;
    const auto found = xmp.findKey(Exiv2::XmpKey(key));
    if (found == xmp.end())
        return list;
    const long count = std::min(static_cast<long>(found->count()), kMostItems);
    for (long i = 0; i < count; ++i)
        list.append(metadataText(found->toString(i)));
    return withoutEmpty(list);
}

QString iptcText(const Exiv2::IptcData& iptc, const char* key)
{
    const auto found = iptc.findKey(Exiv2::IptcKey(key));
    return found == iptc.end() ? QString() : metadataText(found->toString());
}

QStringList iptcList(const Exiv2::IptcData& iptc, const char* key)
{
    QStringList list;
    for (const Exiv2::Iptcdatum& datum : iptc) {
        if (datum.key() == key && list.size() < kMostItems)
            list.append(metadataText(datum.toString()));
    }
    return withoutEmpty(list);
}

} // namespace safelight
