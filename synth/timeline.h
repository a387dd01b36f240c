// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/calendar.h"

namespace ginnel::synth {

// The city's own dates. Its data cover three financial years; it is calibrated to the last of them.

inline constexpr Day kDataFrom{19448};   // 2023-04-01
inline constexpr Day kIndexDate{20544};  // 2026-04-01: the day after the data end
inline constexpr int kYears = 3;

/// The financial year `years_ago` before the calibrated one; 0 is 2025/26.
constexpr DayRange FinancialYear(int years_ago) {
  constexpr DayRange kFinancialYears[kYears] = {
      {Day{20179}, kIndexDate}, {Day{19814}, Day{20179}}, {kDataFrom, Day{19814}}};
  return kFinancialYears[years_ago];
}

}  // namespace ginnel::synth
