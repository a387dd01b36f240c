// SPDX-License-Identifier: Apache-2.0
#include "governance/mandate.h"

#include <string>

#include "base/reason.h"
#include "governance/query_class.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

constexpr char kAnotherAgreement[] =
    "0000000000000000000000000000000000000000000000000000000000000000";

std::shared_ptr<const Agreement> WithPanel() {
  SampleAgreement sample;
  v1::Panel& panel = *sample.constitution.add_panels();
  panel.set_id("city-panel");
  for (const char* person : {"ig-lead@north", "ig-lead@south"}) panel.add_people(person);
  panel.set_quorum(2);
  return *sample.Load();
}

v1::Reason ReasonIn(const absl::Status& status) {
  return status.ok() ? v1::REASON_UNSPECIFIED : ReasonOf(status);
}

// What the verifiers ask of a mandate of east's, by itself: most of it another check would refuse
// too, with a whole run around it.
class MandateTest : public testing::Test {
 protected:
  MandateTest() {
    sample_.query.clear_runs();
    v1::QueryClass group;
    group.set_purpose("planning");
    *group.mutable_population() = sample_.query.population();
    *group.mutable_measures() = sample_.query.measures();
    *group.mutable_across() = sample_.query.across();
    for (const std::string& member : sample_.roster) group.add_members(member);
    group.set_profile(sample_.query.profile());

    standing_.set_agreement_digest(sample_.agreement->digest().ToHex());
    standing_.set_member("east");
    standing_.set_approver("ig-lead@east");
    *standing_.mutable_query_class() = group;
    standing_.set_cadence(v1::CADENCE_MONTH);
    standing_.set_interest(v1::INTEREST_NONE);
    standing_.set_given_at("2026-04-01T09:00:00Z");
    standing_.set_not_after("2026-12-31T00:00:00Z");

    delegation_.set_agreement_digest(standing_.agreement_digest());
    delegation_.set_member("east");
    delegation_.set_person("ig-lead@east");
    delegation_.set_panel("city-panel");
    *delegation_.mutable_query_class() = group;
    delegation_.set_given_at(standing_.given_at());
    delegation_.set_not_after(standing_.not_after());
  }
  SubmittedQuery Query() const {
    return {sample_.query, crypto::Sha256(std::string_view("the query"))};
  }
  v1::Reason Standing() const {
    const auto coverage = ResolveCoverage(sample_.query, sample_.roster);
    return ReasonIn(
        CheckStandingCovers(standing_, Query(), *coverage, *sample_.agreement, FakeClock().Now()));
  }
  v1::Reason Delegated() const {
    const auto coverage = ResolveCoverage(sample_.query, sample_.roster);
    return ReasonIn(CheckDelegationCovers(delegation_, Query(), *coverage, *sample_.agreement,
                                          sample_.agreement->digest().ToHex(), FakeClock().Now()));
  }

  SamplePackage sample_{WithPanel()};
  v1::StandingApproval standing_;
  v1::Delegation delegation_;
};

TEST_F(MandateTest, CoversWhatItIsFor) {
  EXPECT_EQ(Standing(), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Delegated(), v1::REASON_UNSPECIFIED);
}

TEST_F(MandateTest, IsOfAMemberThatIsAsked) {
  sample_.roster = {"north", "south"};
  for (v1::QueryClass* group : {standing_.mutable_query_class(), delegation_.mutable_query_class()})
    group->mutable_members()->RemoveLast();
  standing_.set_attributable(true);
  EXPECT_EQ(Standing(), v1::REASON_ROSTER_MISMATCH);
  EXPECT_EQ(Delegated(), v1::REASON_ROSTER_MISMATCH);
}

TEST_F(MandateTest, IsNotByTheQuerysAuthor) {
  sample_.query.set_author("ig-lead@east");
  EXPECT_EQ(Standing(), v1::REASON_AUTHOR_APPROVED);
}

TEST_F(MandateTest, CoversNoQueryThatLeavesItsSectorsOpen) {
  sample_.query.clear_across();
  standing_.clear_query_class();
  standing_.set_series(SeriesDigest(sample_.query)->ToHex());
  EXPECT_EQ(Standing(), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_F(MandateTest, CoversNoQueryOfSeveralRuns) {
  sample_.query.set_runs(2);
  standing_.clear_query_class();
  standing_.set_series(SeriesDigest(sample_.query)->ToHex());
  EXPECT_EQ(Standing(), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_F(MandateTest, CoversNoQueryOutsideItsClass) {
  sample_.query.add_measures("people as More");
  EXPECT_EQ(Standing(), v1::REASON_APPROVAL_OTHER_QUERY);
  EXPECT_EQ(Delegated(), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_F(MandateTest, EndsWithTheAgreementUnderWhichItWasGiven) {
  standing_.set_agreement_digest(kAnotherAgreement);
  delegation_.set_agreement_digest(kAnotherAgreement);
  EXPECT_EQ(Standing(), v1::REASON_AGREEMENT_MISMATCH);
  EXPECT_EQ(Delegated(), v1::REASON_AGREEMENT_MISMATCH);
}

TEST_F(MandateTest, SaysForHowLongItIsGiven) {
  const auto valid = [this] {
    return ReasonIn(ValidateStandingApproval(standing_, *sample_.agreement));
  };
  EXPECT_EQ(valid(), v1::REASON_UNSPECIFIED);
  standing_.set_not_after("2026-04-01T09:00:00Z");  // no time at all
  EXPECT_EQ(valid(), v1::REASON_STATEMENT_MALFORMED);
  standing_.set_not_after("2027-04-02T09:00:00Z");  // 366 days
  EXPECT_EQ(valid(), v1::REASON_UNSPECIFIED);
  standing_.set_not_after("2027-04-02T09:00:01Z");
  EXPECT_EQ(valid(), v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(MandateTest, IsForASeriesOrAClassAndNotForBoth) {
  const auto valid = [this] {
    return ReasonIn(ValidateStandingApproval(standing_, *sample_.agreement));
  };
  EXPECT_EQ(valid(), v1::REASON_UNSPECIFIED);
  standing_.set_series(std::string(64, 'a'));
  EXPECT_EQ(valid(), v1::REASON_STATEMENT_MALFORMED);
  standing_.clear_query_class();
  EXPECT_EQ(valid(), v1::REASON_UNSPECIFIED);
  standing_.clear_series();
  EXPECT_EQ(valid(), v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(MandateTest, IsForAClassThatHolds) {
  EXPECT_TRUE(ValidateDelegation(delegation_, *sample_.agreement).ok());
  standing_.mutable_query_class()->set_purpose("curiosity");
  delegation_.mutable_query_class()->set_purpose("curiosity");
  EXPECT_EQ(ReasonIn(ValidateStandingApproval(standing_, *sample_.agreement)),
            v1::REASON_STATEMENT_MALFORMED);
  EXPECT_EQ(ReasonIn(ValidateDelegation(delegation_, *sample_.agreement)),
            v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(MandateTest, IsToAPanelThatTheAgreementHas) {
  delegation_.set_panel("nobody");
  EXPECT_EQ(ReasonIn(ValidateDelegation(delegation_, *sample_.agreement)),
            v1::REASON_STATEMENT_MALFORMED);
}

}  // namespace
}  // namespace ginnel::governance
