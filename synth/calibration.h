// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ginnel::synth {

// What the city is calibrated to: the whole-place age and complexity matrix of a population of
// 229,323, as printed in the March 2021 HFMA deck (whole-place age × complexity matrix).

/// Three age bands (0-17, 18-74, 75+) by three levels of complexity (low, middle, high): cell = 3 ·
/// band + level.
inline constexpr size_t kCells = 9;
inline constexpr int64_t kPrintedPeople = 229'323;

enum class Measure : uint8_t {
  kPopulation,
  kAge,
  kDeprivation,
  kConditionCount,
  kRiskScore,
  kLace,
  kSpendMillions,
  kSpend,
  kAcuteElective,
  kAcuteNonElective,
  kMentalHealthAndCommunity,
  kSocialCare,
  kGeneralPractice,
  kInpatients,
  kAe,
  kAsthma,
  kCancer,
  kCopd,
  kChronicRenalFailure,
  kDiabetes,
  kHeartFailure,
  kHypertension,
  kInfectiousDisease,
  kDepression,
  kDementia,
  kSmi,
  kObesity,
  kSmoking,
  kFalls,
  kHousebound,
  kSocialVulnerability,
  kWeightLoss,
};
inline constexpr size_t kMeasures = 32;

/// One printed row. Figures are whole numbers of the last printed place: 6.1 with one decimal
/// is 61.
struct Figure {
  std::string_view name;
  int decimals;
  std::array<int32_t, kCells> cells;
  int32_t whole;
};

const Figure& FigureOf(Measure measure);

/// A mean to aim at in `cell`: inside what the printed figure can stand for, and so chosen there
/// that the whole place, and for spend the printed total, come out as printed too. Spend is in
/// pounds a person and year.
double TargetMean(Measure measure, size_t cell);

/// A printed percentage as people: `people` × percent, to the nearest person, halves up.
int64_t PeopleWith(Measure measure, size_t cell, int64_t people);

}  // namespace ginnel::synth
