// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "disclosure/count_figure.h"
#include "disclosure/profile.h"

namespace ginnel::disclosure {

inline constexpr uint32_t kThreshold = 8;

/// What a release tells of a count that is not small.
inline CountFigure Released(int64_t count) {
  const Profile profile = *FindProfile("nhs-1-7-round-5");
  const int64_t rounded = profile.Round(count);
  const CountRange range = profile.CountsThatRoundTo(rounded);
  return {v1::CELL_STATE_VALUE, rounded, std::max<int64_t>(range.low, kThreshold), range.high};
}

}  // namespace ginnel::disclosure
