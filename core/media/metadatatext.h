#pragma once

#include "domain/photometadata.h"

#include <QJsonObject>
#include <QLatin1String>
#include <QString>

#include <string_view>

namespace safelight {

/// Keys of PhotoMetadata::details; readMetadata() describes them.
inline constexpr QLatin1String kIso("iso");
inline constexpr QLatin1String kAperture("aperture");
inline constexpr QLatin1String kExposureSeconds("exposure_seconds");
inline constexpr QLatin1String kExposureText("exposure_text");
inline constexpr QLatin1String kExposureBias("exposure_bias_ev");
inline constexpr QLatin1String kFocalLength("focal_length_mm");

/// Text of unknown encoding as valid Unicode: UTF-8 where it is, else Latin-1; cut at a NUL, without control
/// characters, trimmed, and of bounded length.
QString metadataText(std::string_view bytes);

/// `Canon` and `Canon EOS 5D` -> `Canon EOS 5D`; `EASTMAN KODAK COMPANY` and `KODAK CX7530` -> `KODAK
/// CX7530`.
QString cameraName(const QString& make, const QString& model);

/// Invalid where date or time are. The zone of the machine plays no part.
CaptureTime captureTimeFrom(QDate date, QTime time, std::optional<int> offsetMinutes);

/// `2026:11:21 14:03:07` (Exif 2.32, 4.6.5 D) in the spellings that cameras and editors give it, and ISO 8601
/// (XMP) with a fraction and an offset. A date alone counts as its midnight. Invalid for blanks, zeros and
/// nonsense.
CaptureTime captureTimeFromText(const QString& text);

/// Minutes east of UTC of `+02:00`, `-0330` or `Z`; nullopt for anything else.
std::optional<int> offsetFromText(QStringView text);

/// Milliseconds of a fraction's digits: `25` -> 250.
int millisecondsOfFraction(QStringView digits);

/// A measured value without the noise of its binary form: six significant digits, `2.8`, not `2.79999995`.
double roundedForJson(double value);

/// Adds exposure_seconds and exposure_text (`1/250`, `0.5`, `30`); nothing for a time that is none.
void addExposure(QJsonObject& details, double seconds);

} // namespace safelight
