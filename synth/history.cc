// SPDX-License-Identifier: Apache-2.0
#include "synth/history.h"

#include <algorithm>
#include <array>

#include "synth/random.h"
#include "synth/timeline.h"

namespace ginnel::synth {
namespace {

using C = Condition;
using O = Observation;

constexpr uint64_t kHistoryStream = 0x48495354;
constexpr int32_t kLongestHistory = 20 * 365;  // days

// Conditions that count for a time only (models/dictionary.yaml, within_months), in days that lie
// inside it.
int32_t DaysThatCount(Condition condition) {
  switch (condition) {
    case C::kInfectiousDisease:
      return 360;
    case C::kFalls:
    case C::kWeightLossAnorexia:
      return 720;
    case C::kAcuteEpisode:
      return 85;
    case C::kPregnant:
      return 260;
    case C::kAscLongTermSupport:
      return 4 * 365;
    default:
      return kLongestHistory;
  }
}

// Records of people who do not have the condition any more: resolved, or too old to count.
struct PastRule {
  Condition condition;
  double chance;
  int youngest;
  bool resolved;
};
constexpr std::array<PastRule, 8> kPastRules = {{{C::kDepression, 0.04, 18, true},
                                                 {C::kAsthma, 0.03, 8, true},
                                                 {C::kCancer, 0.004, 40, true},
                                                 {C::kObesity, 0.01, 20, true},
                                                 {C::kHousebound, 0.004, 60, true},
                                                 {C::kInfectiousDisease, 0.04, 8, false},
                                                 {C::kFalls, 0.03, 8, false},
                                                 {C::kWeightLossAnorexia, 0.02, 8, false}}};

class HistoryMaker {
 public:
  HistoryMaker(const City& city, const Person& person, History& history)
      : person_(person),
        history_(history),
        random_(city.seed(), kHistoryStream, person.nhs_number),
        birth_(FirstDayOf(person.birth)),
        end_(std::min(kIndexDate, person.gone)) {}

  void AddConditions() {
    for (size_t i = 0; i < kConditions; ++i) {
      const C condition = static_cast<C>(i);
      if (person_.conditions.Has(condition)) AddHeld(condition);
    }
    for (const PastRule& rule : kPastRules) {
      if (person_.age >= rule.youngest && !person_.conditions.Has(rule.condition) &&
          random_.Chance(rule.chance)) {
        rule.resolved ? AddResolved(rule.condition) : AddExpired(rule.condition);
      }
    }
    if (person_.smoking == Smoking::kEx) AddResolved(C::kCurrentSmoker);
  }

  void AddValues() {
    first_known_ = person_.episodes[0].from > kDataFrom ? person_.episodes[0].from : kDataFrom;
    first_known_.value += static_cast<int32_t>(random_.Below(28));
    first_known_ = std::min(first_known_, Day{end_.value - 1});
    AddNumber(O::kConditionCount, person_.condition_count, 0.35, 2);
    AddNumber(O::kLtcCount, person_.ltc_count, 0.15, 1);
    AddNumber(O::kMedicinesCount, person_.medicines_count, 0.2, 2);
    AddScore(O::kRiskScore, person_.risk_tenths, 0.3);
    AddScore(O::kLaceIndex, person_.lace, 0.1);
    if (person_.frailty != Frailty::kNotAssessed)
      Add(O::kEfiCategory, first_known_, static_cast<int32_t>(person_.frailty));
    if (person_.age >= 12 || person_.smoking == Smoking::kCurrent) {
      Add(O::kSmokingStatus, first_known_, static_cast<int32_t>(person_.smoking));
    }
  }

 private:
  // A day in the last `days` before `end`, later ones being more likely; not before birth.
  Day Recorded(Day end, int32_t days) {
    const double span = std::min(days, end.value - birth_.value);
    const double u = random_.Uniform();
    return std::max(birth_, Day{end.value - 1 - static_cast<int32_t>(u * u * span)});
  }

  void AddHeld(C condition) {
    history_.conditions.push_back({condition, Recorded(end_, DaysThatCount(condition)),
                                   condition == C::kAscLongTermSupport ? person_.gone : kForever});
  }

  void AddResolved(C condition) {
    const Day from = Recorded(Day{end_.value - 200}, kLongestHistory);
    const uint32_t most = static_cast<uint32_t>(end_.value - 10 - from.value);
    history_.conditions.push_back(
        {condition, from, Day{from.value + 1 + static_cast<int32_t>(random_.Below(most))}});
  }

  void AddExpired(C condition) {
    history_.conditions.push_back(
        {condition, Recorded(Day{end_.value - DaysThatCount(condition) - 30}, 5 * 365), kForever});
  }

  void Add(O observation, Day date, int32_t value) {
    history_.values.push_back({observation, date, value});
  }

  // The value, and with `chance` another up to `step` lower before it. A count of 0 leaves no row.
  void AddNumber(O observation, int32_t value, double chance, uint32_t step) {
    if (value == 0) return;
    const int32_t before = value - 1 - static_cast<int32_t>(random_.Below(step));
    if (before < 0 || !random_.Chance(chance) || !AddChange(observation, before, value)) {
      Add(observation, first_known_, value);
    }
  }

  // A score of 0 is a score.
  void AddScore(O observation, int32_t value, double chance) {
    const int32_t before = value * 9 / 10;
    if (before == value || !random_.Chance(chance) || !AddChange(observation, before, value)) {
      Add(observation, first_known_, value);
    }
  }

  bool AddChange(O observation, int32_t before, int32_t value) {
    const int32_t days = end_.value - first_known_.value;
    if (days < 60) return false;
    Add(observation, first_known_, before);
    Add(observation,
        Day{first_known_.value + 30 +
            static_cast<int32_t>(random_.Below(static_cast<uint32_t>(days - 30)))},
        value);
    return true;
  }

  const Person& person_;
  History& history_;
  Random random_;
  Day birth_;
  Day end_;  // first day of which nothing is on record
  Day first_known_;
};

}  // namespace

std::string_view NameOf(Observation observation) {
  constexpr std::array<std::string_view, 7> kNames = {
      "condition_count", "ltc_count",    "medicines_count", "risk_score",
      "lace_index",      "efi_category", "smoking_status"};
  return kNames[static_cast<size_t>(observation)];
}

void HistoryOf(const City& city, const Person& person, History& history) {
  history.conditions.clear();
  history.values.clear();
  HistoryMaker maker(city, person, history);
  maker.AddConditions();
  if (person.episode_count > 0) maker.AddValues();
}

}  // namespace ginnel::synth
