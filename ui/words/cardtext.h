#pragma once

#include "cards/cardlayout.h"
#include "cards/cardsurvey.h"

#include <QString>

namespace safelight {

/// What a card is, with its name: "Camera card “EOS_DIGITAL”", "Video card “A001”".
QString cardTitle(const QString& name, const std::vector<CardLayout>& layouts);

/// What is new on it: "312 new photos and videos, 9.8 GB, of 2026-11-12 to 2026-11-14. 40 others are here
/// already."; or that nothing is, and whether that is proven.
QString cardSurveyText(const CardSurvey& survey);

/// Why a file keeps the card from being formatted.
QString unprovenWhyText(UnprovenFile::Why why);

/// The same in a few words, for a menu: "312 new", "nothing new".
QString cardSurveyWord(const CardSurvey& survey);

} // namespace safelight
