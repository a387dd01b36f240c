// SPDX-License-Identifier: Apache-2.0
#include "synth/scores.h"

#include <algorithm>
#include <array>
#include <vector>

#include "synth/apportion.h"
#include "synth/calibration.h"

namespace ginnel::synth {
namespace {

using C = Condition;

// What defines the levels of complexity: low < 5, middle 5 to 10, high from 11. 40 is far in the
// tail.
struct CountRange {
  int32_t low;
  int32_t high;
};
constexpr std::array<CountRange, 3> kConditionCounts = {{{0, 4}, {5, 10}, {11, 40}}};
constexpr int32_t kHighestLace = 19;
constexpr int32_t kHighestRiskTenths = 1000;

void AssignLongTermConditions(CellPeople& cell) {
  for (Person& person : cell.people()) {
    person.ltc_count = static_cast<uint8_t>(person.conditions.CountIn(kLongTermConditions));
  }
}

// People with more recorded conditions have the higher counts.
void AssignConditionCounts(CellPeople& cell) {
  std::vector<float> scores = cell.Scores({0.8f, 0.2f, 0.2f, 0.3f, 0.1f, 0.1f}, 0.6f);
  for (size_t i = 0; i < scores.size(); ++i) {
    scores[i] += 1.2f * static_cast<float>(cell.people()[i].ltc_count);
  }
  const CountRange& range = kConditionCounts[cell.cell() % 3];
  cell.Deal(
      TargetMean(Measure::kConditionCount, cell.cell()), range.low, range.high, scores,
      [](Person& person, int32_t count) { person.condition_count = static_cast<uint8_t>(count); });
}

void AssignRiskScores(CellPeople& cell) {
  const std::vector<float> scores = cell.Scores({1.2f, 0.2f, 0.2f, 0.5f, 0.3f, 0.3f}, 0.7f);
  std::vector<float> weights(scores.size());
  for (size_t i = 0; i < scores.size(); ++i) {
    const double leaning =
        0.8 * static_cast<double>(scores[i]) + 0.1 * cell.people()[i].condition_count;
    weights[i] = static_cast<float>(Exp(leaning));
  }
  const double total =
      TargetMean(Measure::kRiskScore, cell.cell()) * 10 * static_cast<double>(cell.size());
  std::vector<int32_t> tenths(scores.size());
  Apportion(weights, static_cast<int64_t>(total + 0.5), kHighestRiskTenths, tenths);
  for (size_t i = 0; i < tenths.size(); ++i) {
    cell.people()[i].risk_tenths = static_cast<uint16_t>(tenths[i]);
  }
}

void AssignLace(CellPeople& cell) {
  cell.Deal(TargetMean(Measure::kLace, cell.cell()), 0, kHighestLace,
            cell.Scores({1.2f, 0.2f, 0, 0.5f, 0.2f, 0.2f}, 0.7f),
            [](Person& person, int32_t lace) { person.lace = static_cast<uint8_t>(lace); });
}

uint8_t DrawMedicines(const Person& person, Random& random) {
  if (person.ltc_count == 0) {
    return random.Chance(0.12) ? static_cast<uint8_t>(1 + random.Below(2)) : 0;
  }
  return static_cast<uint8_t>(person.ltc_count + random.Below(2u * person.ltc_count + 1));
}

// The index itself counts deficits out of 36; this counts those that the city knows of.
Frailty FrailtyOf(const Person& person) {
  if (person.age < 65) return Frailty::kNotAssessed;
  const int deficits =
      person.ltc_count + 2 * person.conditions.CountIn(ConditionSet(C::kHousebound, C::kHasCarer)) +
      person.conditions.CountIn(
          ConditionSet(C::kFalls, C::kWeightLossAnorexia, C::kSocialVulnerability, C::kDementia));
  return deficits <= 2   ? Frailty::kFit
         : deficits <= 4 ? Frailty::kMild
         : deficits <= 6 ? Frailty::kModerate
                         : Frailty::kSevere;
}

Smoking DrawSmoking(const Person& person, Random& random) {
  if (person.conditions.Has(C::kCurrentSmoker)) return Smoking::kCurrent;
  if (random.Chance(0.03)) return Smoking::kUnknown;
  return person.age >= 18 && random.Chance(0.25) ? Smoking::kEx : Smoking::kNever;
}

}  // namespace

void AssignScores(CellPeople& cell) {
  AssignLongTermConditions(cell);
  AssignConditionCounts(cell);
  AssignRiskScores(cell);
  AssignLace(cell);
  for (Person& person : cell.people()) {
    person.medicines_count = DrawMedicines(person, cell.random());
    person.frailty = FrailtyOf(person);
    person.smoking = DrawSmoking(person, cell.random());
  }
}

}  // namespace ginnel::synth
