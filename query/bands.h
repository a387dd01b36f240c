// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace ginnel::query {

/// A range of a number, in stored units, both ends inside; without `upper` it is open.
struct Band {
  std::string label;  // as written: "18-74"
  int64_t lower = 0;
  std::optional<int64_t> upper;
  friend bool operator==(const Band&, const Band&) = default;
};

/// Parses "0-17", "75+" or "5" for a variable with `decimals`. Bands must be adjacent: each starts
/// one stored unit after the one before ends, and only the last may be open. Errors name the band
/// and the remedy.
absl::StatusOr<std::vector<Band>> ParseBands(const std::vector<std::string>& bands, int decimals);

}  // namespace ginnel::query
