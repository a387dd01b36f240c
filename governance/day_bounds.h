// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/time/time.h"
#include "base/calendar.h"

namespace ginnel::governance {

/// The first moment of `day`, UTC.
inline absl::Time StartOf(Day day) { return absl::UnixEpoch() + absl::Hours(24) * day.value; }
/// The first moment that is no longer in `day`, UTC.
inline absl::Time EndOf(Day day) { return StartOf(Day{day.value + 1}); }

}  // namespace ginnel::governance
