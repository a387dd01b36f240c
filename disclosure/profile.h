// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace ginnel::disclosure {

/// Whole numbers from `low` to `high`, both inside.
struct CountRange {
  int64_t low = 0;
  int64_t high = 0;
  friend bool operator==(const CountRange&, const CountRange&) = default;
};

/// A named rule for counts: which are too small to show, and how the others are rounded. A
/// published profile is never changed; another rule gets another name.
struct Profile {
  enum class Rounding {
    kNearest,   // to the nearest multiple of `base`, half up
    kMidpoint,  // ceil(x / base) · base − base / 2 for x > 0 (OpenSAFELY's midpoint rounding;
                // `base` is even)
  };
  std::string name;
  uint32_t threshold = 0;  // the smallest count that may be shown; 1 … threshold − 1 are small
  int64_t base = 0;
  Rounding rounding = Rounding::kNearest;

  /// The rounded form of a count (≥ 0). Never falls as the count grows.
  int64_t Round(int64_t count) const;
  /// All counts that round to `rounded`, which must be a rounded count.
  CountRange CountsThatRoundTo(int64_t rounded) const;
  /// "rounded to the nearest 5", for people.
  std::string RoundingInEnglish() const;
};

/// InvalidArgument names the profiles that exist, and says so of one that is known but not offered
/// yet.
absl::StatusOr<Profile> FindProfile(std::string_view name);

/// The smallest count that may be shown under the profile called `name`.
absl::StatusOr<uint32_t> ThresholdOf(std::string_view name);

/// Whether `profile` may be used where an agreement's floor is `floor`: it suppresses at least as
/// much and rounds at least as coarsely.
bool AtLeastAsStrict(const Profile& profile, const Profile& floor);

/// The names that FindProfile knows, the default first.
std::vector<std::string> ProfileNames();

}  // namespace ginnel::disclosure
