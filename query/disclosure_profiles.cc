// SPDX-License-Identifier: Apache-2.0
#include "query/disclosure_profiles.h"

#include <array>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/suggest.h"

namespace ginnel::query {
namespace {

struct Profile {
  std::string_view name;
  int threshold;  // the smallest count that is shown
  int base;       // of rounding
  bool offered;
};

constexpr std::array<Profile, 5> kProfiles = {{{"nhs-1-7-round-5", 8, 5, true},
                                               {"opensafely-midpoint-6", 8, 6, false},
                                               {"ons-10-5", 10, 5, false},
                                               {"cohort-discovery-10-10", 10, 10, false},
                                               {"cell-key-10-5", 10, 5, false}}};
constexpr std::string_view kOffered = "nhs-1-7-round-5";

const Profile* Find(const std::string& name) {
  for (const Profile& profile : kProfiles) {
    if (profile.name == name) return &profile;
  }
  return nullptr;
}

}  // namespace

absl::Status CheckProfile(const std::string& name, const std::string& floor) {
  const Profile* profile = Find(name);
  if (profile == nullptr) {
    std::vector<std::string> names;
    for (const Profile& known : kProfiles) names.emplace_back(known.name);
    return absl::InvalidArgumentError(
        name.empty() ? absl::StrCat("profile: there is none: write `", std::string(kOffered), "`")
                     : absl::StrCat("profile: unknown profile `", name.substr(0, 80), "`",
                                    Suggest(name.substr(0, 80), names)));
  }
  if (!profile->offered) {
    return absl::InvalidArgumentError(absl::StrCat(
        "profile: `", name, "` is not offered yet: use `", std::string(kOffered), "`"));
  }
  if (floor.empty()) return absl::OkStatus();
  const Profile* least = Find(floor);
  if (least == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(
        "profile: the agreement's floor `", floor.substr(0, 80), "` is not a known profile"));
  }
  if (profile->threshold < least->threshold || profile->base < least->base) {
    return absl::InvalidArgumentError(
        absl::StrCat("profile: `", name, "` is looser than the agreement's floor `", floor, "`"));
  }
  return absl::OkStatus();
}

}  // namespace ginnel::query
