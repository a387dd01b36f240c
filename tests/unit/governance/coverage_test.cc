// SPDX-License-Identifier: Apache-2.0
#include "governance/coverage.h"

#include "base/reason.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

// North, south and east are asked, of whom `optional` may be away.
absl::StatusOr<Coverage> Resolve(const std::vector<std::string>& optional, uint32_t coverage) {
  v1::Query query;
  for (const std::string& member : optional) query.add_optional(member);
  query.set_coverage(coverage);
  return ResolveCoverage(query, {"north", "south", "east"});
}

TEST(Coverage, IsEverybodyWhereNobodyMayBeAway) {
  const auto all = Resolve({}, 0);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->least, 3u);
  EXPECT_EQ(all->stated(), 0u);
  EXPECT_EQ(ReasonFor(Resolve({}, 3)), v1::REASON_QUERY_INVALID);
}

TEST(Coverage, NamesOptionalMembersInTheAgreementsOrder) {
  const auto two = Resolve({"east", "south"}, 1);
  ASSERT_TRUE(two.ok()) << two.status();
  EXPECT_EQ(two->optional, (std::vector<std::string>{"south", "east"}));
  EXPECT_EQ(two->least, 1u);
  EXPECT_EQ(Resolve({"all"}, 1)->optional, (std::vector<std::string>{"north", "south", "east"}));
}

TEST(Coverage, IsARosterOfThoseWhoAreAskedInTheirOrder) {
  const auto reason = [](const std::vector<std::string>& roster) {
    const absl::Status status = CheckCovers(roster, *Resolve({"east"}, 2));
    return status.ok() ? v1::REASON_UNSPECIFIED : ReasonOf(status);
  };
  EXPECT_EQ(reason({"north", "south", "east"}), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(reason({"north", "south"}), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(reason({"north", "south", "hospital"}), v1::REASON_ROSTER_MISMATCH);
  EXPECT_EQ(reason({"north", "south", "south"}), v1::REASON_ROSTER_MISMATCH);
  EXPECT_EQ(reason({"east", "north", "south"}), v1::REASON_ROSTER_MISMATCH);
}

TEST(Coverage, LetsNobodyBeAwayWhoIsNotAsked) {
  EXPECT_EQ(ReasonFor(Resolve({"hospital"}, 2)), v1::REASON_QUERY_INVALID);
  EXPECT_EQ(ReasonFor(Resolve({"hospital", "east"}, 2)), v1::REASON_QUERY_INVALID);
}

TEST(Coverage, NamesAnOptionalMemberOnce) {
  EXPECT_EQ(ReasonFor(Resolve({"east", "east"}, 2)), v1::REASON_QUERY_INVALID);
}

TEST(Coverage, IsAtLeastThoseThatMustTakePartAndAtMostAll) {
  EXPECT_EQ(ReasonFor(Resolve({"east"}, 0)), v1::REASON_QUERY_INVALID);
  EXPECT_EQ(ReasonFor(Resolve({"east"}, 1)), v1::REASON_QUERY_INVALID);
  EXPECT_EQ(ReasonFor(Resolve({"east"}, 2)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonFor(Resolve({"east"}, 3)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonFor(Resolve({"east"}, 4)), v1::REASON_QUERY_INVALID);
  EXPECT_EQ(ReasonFor(Resolve({"all"}, 0)), v1::REASON_QUERY_INVALID);
}

}  // namespace
}  // namespace ginnel::governance
