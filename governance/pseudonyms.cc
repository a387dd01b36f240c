// SPDX-License-Identifier: Apache-2.0
#include "governance/pseudonyms.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "crypto/digest.h"
#include "crypto/oprf.h"

namespace ginnel::governance {
namespace {

constexpr uint64_t kMostExpectedPeople = 10'000'000;
constexpr uint64_t kForCanaries = 1000;

std::string_view Text(const crypto::OprfPublicPart& part) {
  return {reinterpret_cast<const char*>(part.bytes.data()), part.bytes.size()};
}

}  // namespace

absl::StatusOr<std::array<crypto::OprfPublicPart, 3>> OprfPublicParts(
    const v1::Constitution& constitution) {
  std::array<crypto::OprfPublicPart, 3> parts;
  if (constitution.trustees_size() != static_cast<int>(parts.size())) {
    return absl::FailedPreconditionError("the constitution does not name three trustees");
  }
  for (size_t i = 0; i < parts.size(); ++i) {
    ASSIGN_OR_RETURN(parts[i], crypto::OprfPublicPart::FromHex(
                                   constitution.trustees(static_cast<int>(i)).oprf_key()));
  }
  return parts;
}

absl::StatusOr<std::string> PseudonymisationKey(const v1::Constitution& constitution) {
  ASSIGN_OR_RETURN(const auto parts, OprfPublicParts(constitution));
  ASSIGN_OR_RETURN(const std::string whole,
                   crypto::CombineElements({Text(parts[0]), Text(parts[1]), Text(parts[2])}));
  return crypto::ToHex({reinterpret_cast<const uint8_t*>(whole.data()), whole.size()});
}

uint64_t PseudonymAllowance(const v1::Member& member) {
  return member.expected_people() + member.expected_people() / 2 + kForCanaries;
}

void CheckExpectedPeople(const v1::Constitution& constitution, Problems& problems) {
  for (const v1::Member& member : constitution.members()) {
    problems.AddUnless(
        member.expected_people() > 0 && member.expected_people() <= kMostExpectedPeople,
        absl::StrCat("member ", member.id(), " has expected_people ", member.expected_people(),
                     ": state how many people its node will hold, 1 to ", kMostExpectedPeople,
                     ", so that trustees know when it asks for too many pseudonyms"));
  }
}

}  // namespace ginnel::governance
