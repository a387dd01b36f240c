// SPDX-License-Identifier: Apache-2.0
#include "disclosure/profile.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"

namespace ginnel::disclosure {
namespace {

constexpr std::string_view kNotOfferedYet = "cell-key-10-5";

const std::vector<Profile>& Profiles() {
  static const auto* const profiles = new std::vector<Profile>{
      {"nhs-1-7-round-5", 8, 5, Profile::Rounding::kNearest},
      {"opensafely-midpoint-6", 8, 6, Profile::Rounding::kMidpoint},
      {"ons-10-5", 10, 5, Profile::Rounding::kNearest},
      {"cohort-discovery-10-10", 10, 10, Profile::Rounding::kNearest},
  };
  return *profiles;
}

}  // namespace

int64_t Profile::Round(int64_t count) const {
  switch (rounding) {
    case Rounding::kNearest:
      // (2x + b) / 2b, so that an odd base is halved exactly.
      return (2 * count + base) / (2 * base) * base;
    case Rounding::kMidpoint:
      return count == 0 ? 0 : (count + base - 1) / base * base - base / 2;
  }
  return 0;
}

CountRange Profile::CountsThatRoundTo(int64_t rounded) const {
  if (rounding == Rounding::kMidpoint) {
    if (rounded == 0) {
      return {0, 0};
    }
    return {rounded - base / 2 + 1, rounded + base / 2};
  }
  // The smallest x with 2x + b ≥ 2v, and the largest with 2x + b < 2v + 2b.
  return {std::max<int64_t>(0, (2 * rounded - base + 1) / 2), (2 * rounded + base - 1) / 2};
}

std::string Profile::RoundingInEnglish() const {
  return rounding == Rounding::kNearest
             ? absl::StrCat("rounded to the nearest ", base)
             : absl::StrCat("rounded to the midpoint of steps of ", base);
}

absl::StatusOr<Profile> FindProfile(std::string_view name) {
  for (const Profile& profile : Profiles()) {
    if (profile.name == name) {
      return profile;
    }
  }
  const std::string quoted(name);
  const std::string names = absl::StrJoin(ProfileNames(), ", ");
  if (name == kNotOfferedYet) {
    return absl::InvalidArgumentError(absl::StrCat("disclosure profile `", quoted,
                                                   "` is not offered yet: choose one of ", names));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("unknown disclosure profile `", quoted, "`: choose one of ", names));
}

absl::StatusOr<uint32_t> ThresholdOf(std::string_view name) {
  ASSIGN_OR_RETURN(const Profile profile, FindProfile(name));
  return profile.threshold;
}

bool AtLeastAsStrict(const Profile& profile, const Profile& floor) {
  return profile.threshold >= floor.threshold && profile.base >= floor.base;
}

std::vector<std::string> ProfileNames() {
  std::vector<std::string> names;
  for (const Profile& profile : Profiles()) {
    names.push_back(profile.name);
  }
  return names;
}

}  // namespace ginnel::disclosure
