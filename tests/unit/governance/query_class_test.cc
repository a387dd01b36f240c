// SPDX-License-Identifier: Apache-2.0
#include "governance/query_class.h"

#include <functional>
#include <vector>

#include "base/reason.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

class QueryClassTest : public testing::Test {
 protected:
  QueryClassTest() {
    sample_.query.add_by("banding age-bands");
    sample_.query.clear_runs();
    group_.set_purpose("planning");
    *group_.mutable_population() = sample_.query.population();
    *group_.mutable_by() = sample_.query.by();
    *group_.mutable_measures() = sample_.query.measures();
    *group_.mutable_across() = sample_.query.across();
    for (const std::string& member : sample_.roster) group_.add_members(member);
    group_.set_profile(sample_.query.profile());
  }
  v1::Reason Validity() const {
    const absl::Status status = ValidateQueryClass(group_, *sample_.agreement);
    return status.ok() ? v1::REASON_UNSPECIFIED : ReasonOf(status);
  }
  v1::Reason Covers() const {
    const auto coverage = ResolveCoverage(sample_.query, sample_.roster);
    EXPECT_TRUE(coverage.ok()) << coverage.status();
    const absl::Status status = CheckOfClass(sample_.query, *coverage, group_);
    return status.ok() ? v1::REASON_UNSPECIFIED : ReasonOf(status);
  }

  SamplePackage sample_{SampleAgreement::InForce()};
  v1::QueryClass group_;
};

TEST_F(QueryClassTest, SaysEverythingThatItIsFor) {
  EXPECT_EQ(Validity(), v1::REASON_UNSPECIFIED);
  const v1::QueryClass whole = group_;
  const std::vector<std::function<void(v1::QueryClass&)>> bends = {
      [](auto& c) { c.set_purpose("curiosity"); },
      [](auto& c) { c.clear_population(); },
      [](auto& c) { c.set_any_population(true); },
      [](auto& c) { c.clear_across(); },
      [](auto& c) { c.add_by("month"); },
      [](auto& c) { c.add_by(" month"); },
      [](auto& c) { c.add_by("months around ae_attendances 12"); },
      [](auto& c) { c.clear_measures(); },
      [](auto& c) { c.clear_profile(); },
      [](auto& c) { c.clear_members(); },
      [](auto& c) { c.set_members(0, "nowhere"); },
      [](auto& c) { c.mutable_members()->SwapElements(0, 1); },
      [](auto& c) { c.add_members("east"); },
      [](auto& c) { c.set_coverage(4); },
      [](auto& c) { c.add_measures("people as 999 001 6526"); },
      [](auto& c) { c.add_measures(std::string(1001, 'm')); },
  };
  for (size_t i = 0; i < bends.size(); ++i) {
    group_ = whole;
    bends[i](group_);
    EXPECT_EQ(Validity(), v1::REASON_STATEMENT_MALFORMED) << i;
  }
}

TEST_F(QueryClassTest, OfAnyPopulationNamesNone) {
  group_.clear_population();
  group_.set_any_population(true);
  EXPECT_EQ(Validity(), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Covers(), v1::REASON_UNSPECIFIED);
  sample_.query.mutable_population()->set_where("age >= 65");
  EXPECT_EQ(Covers(), v1::REASON_UNSPECIFIED);
}

TEST_F(QueryClassTest, HoldsNoCohortOfAnotherDay) {
  sample_.query.mutable_population()->set_as_at("2025-04-01");
  EXPECT_EQ(Covers(), v1::REASON_APPROVAL_OTHER_QUERY);
  group_.mutable_population()->set_as_at("2025-04-01");
  EXPECT_EQ(Covers(), v1::REASON_UNSPECIFIED);
}

TEST_F(QueryClassTest, HoldsNoQueryThatIsSplitByMore) {
  EXPECT_EQ(Covers(), v1::REASON_UNSPECIFIED);
  sample_.query.add_by("variable sex");
  EXPECT_EQ(Covers(), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_F(QueryClassTest, HoldsNoQueryOverFewerMembers) {
  sample_.query.add_optional("east");
  sample_.query.set_coverage(2);
  EXPECT_EQ(Covers(), v1::REASON_APPROVAL_OTHER_QUERY);
  group_.set_coverage(2);
  EXPECT_EQ(Covers(), v1::REASON_UNSPECIFIED);
}

TEST_F(QueryClassTest, ASeriesKeepsTheLengthOfItsPeriod) {
  v1::Query longer = sample_.query;
  longer.set_period("2024-04..2026-03");
  EXPECT_NE(*SeriesDigest(longer), *SeriesDigest(sample_.query));
  longer.set_period("2025-07");
  EXPECT_NE(*SeriesDigest(longer), *SeriesDigest(sample_.query));
}

}  // namespace
}  // namespace ginnel::governance
