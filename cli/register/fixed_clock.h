// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"

namespace ginnel::cli {

/// The time of what is judged afterwards, not of whoever judges it.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(absl::Time at) : at_(at) {}
  absl::Time Now() const override { return at_; }

 private:
  const absl::Time at_;
};

}  // namespace ginnel::cli
