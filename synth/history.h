// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "synth/city.h"

namespace ginnel::synth {

struct DatedCondition {
  Condition condition;
  Day from;
  Day to;  // first day resolved; kForever if it is not
};

/// What general practice observes, by its name in the dictionary.
enum class Observation : uint8_t {
  kConditionCount,
  kLtcCount,
  kMedicinesCount,
  kRiskScore,
  kLaceIndex,
  kEfiCategory,
  kSmokingStatus
};
std::string_view NameOf(Observation observation);

struct DatedValue {
  Observation observation;
  Day date;
  int32_t value;  // a number (risk score: tenths), or Frailty, or Smoking
};

/// What is on record about a person up to the index date, or to the day they left or died.
struct History {
  std::vector<DatedCondition> conditions;
  std::vector<DatedValue> values;
};

/// Fills `history`: conditions held at the index date are recorded before it and open; besides,
/// some that were resolved or that are too old to count. A value is recorded when it is first known
/// and again when it changes; counts of 0 are not recorded.
void HistoryOf(const City& city, const Person& person, History& history);

}  // namespace ginnel::synth
