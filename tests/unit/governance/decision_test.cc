// SPDX-License-Identifier: Apache-2.0
#include "governance/decision.h"

#include <functional>
#include <string>
#include <vector>

#include "base/reason.h"
#include "crypto/dsse.h"
#include "governance/statement.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

class DecisionTest : public testing::Test {
 protected:
  DecisionTest() : sample_(SampleAgreement::InForce()) {
    query_ = *VerifySubmittedQuery(sample_.Build().query(), *sample_.agreement, FakeClock());
    refusal_.set_query_digest(query_.digest.ToHex());
    refusal_.set_agreement_digest(sample_.agreement->digest().ToHex());
    refusal_.set_member("south");
    refusal_.set_person("ig-lead@south");
    refusal_.set_remark_digest(std::string(64, 'a'));
  }
  absl::StatusOr<Decision> Judge(const v1::Envelope& envelope) const {
    return VerifyDecision(envelope, query_, *sample_.agreement, FakeClock());
  }
  absl::StatusOr<Decision> JudgeRefusal(const std::string& signer) const {
    return Judge(*SignStatement(refusal_, SampleAgreement::Key(signer)));
  }

  // South's approval of the query, bent.
  v1::Reason JudgeApproval(const std::function<void(v1::Approval&)>& bend) const {
    v1::Approval approval = sample_.Approval("south", query_.digest.ToHex());
    bend(approval);
    return ReasonFor(Judge(*SignStatement(approval, SampleAgreement::Key("ig-lead@south"))));
  }

  SamplePackage sample_;
  SubmittedQuery query_;
  v1::Refusal refusal_;
};

TEST_F(DecisionTest, AnApprovalSpeaksForItsMember) {
  const v1::Envelope envelope = sample_.Build().approvals(1);
  const auto decision = Judge(envelope);
  ASSERT_TRUE(decision.ok()) << decision.status();
  EXPECT_TRUE(decision->approved);
  EXPECT_EQ(decision->member, "south");
  EXPECT_EQ(decision->person, "ig-lead@south");
  EXPECT_EQ(decision->digest, crypto::PayloadDigest(envelope));
  EXPECT_EQ(decision->approval.max_runs(), 2u);
}

TEST_F(DecisionTest, ARefusalSpeaksForItsMember) {
  const auto decision = JudgeRefusal("ig-lead@south");
  ASSERT_TRUE(decision.ok()) << decision.status();
  EXPECT_FALSE(decision->approved);
  EXPECT_EQ(decision->member, "south");
  EXPECT_EQ(decision->remark_digest, std::string(64, 'a'));
}

TEST_F(DecisionTest, NobodyRefusesInAnothersName) {
  EXPECT_EQ(ReasonFor(JudgeRefusal("ig-lead@north")), v1::REASON_SIGNATURE_INVALID);
  refusal_.set_person("ig-lead@north");
  EXPECT_EQ(ReasonFor(JudgeRefusal("ig-lead@north")), v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_F(DecisionTest, ARefusalOfAnotherQueryIsNone) {
  refusal_.set_query_digest(std::string(64, '0'));
  EXPECT_EQ(ReasonFor(JudgeRefusal("ig-lead@south")), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_F(DecisionTest, ARefusalUnderAnotherAgreementIsNone) {
  refusal_.set_agreement_digest(std::string(64, '0'));
  EXPECT_EQ(ReasonFor(JudgeRefusal("ig-lead@south")), v1::REASON_AGREEMENT_MISMATCH);
}

TEST_F(DecisionTest, AMemberThatIsNotAskedHasNoSay) {
  sample_.query.clear_members();
  for (const char* id : {"north", "east"}) sample_.query.add_members(id);
  sample_.roster = {"north", "east"};
  query_ = *VerifySubmittedQuery(sample_.Build().query(), *sample_.agreement, FakeClock());
  refusal_.set_query_digest(query_.digest.ToHex());
  EXPECT_EQ(ReasonFor(JudgeRefusal("ig-lead@south")), v1::REASON_ROSTER_MISMATCH);
  v1::Approval approval = sample_.Approval("south", query_.digest.ToHex());
  EXPECT_EQ(ReasonFor(Judge(*SignStatement(approval, SampleAgreement::Key("ig-lead@south")))),
            v1::REASON_ROSTER_MISMATCH);
}

// Where its organisation alone is asked; that it is alone on a roster is another matter
// (member_approval_test.cc).
TEST_F(DecisionTest, AnApprovalIsNotOfTheAuthorsOrganisationAlone) {
  sample_.query.set_author("doctor@north");
  sample_.query.set_members(0, "north");
  sample_.roster = {"north"};
  query_ = *VerifySubmittedQuery(sample_.Build().query(), *sample_.agreement, FakeClock());
  EXPECT_EQ(ReasonFor(Judge(sample_.Build().approvals(0))), v1::REASON_AUTHOR_APPROVED);
}

TEST_F(DecisionTest, AnApprovalDeclaresAnInterest) {
  EXPECT_EQ(JudgeApproval([](v1::Approval& approval) { approval.clear_interest(); }),
            v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(DecisionTest, AnApprovalNamesSectorsOnceEach) {
  sample_.query.clear_across();
  query_ = *VerifySubmittedQuery(sample_.Build().query(), *sample_.agreement, FakeClock());
  const auto sectors = [](int times) {
    return [times](v1::Approval& approval) {
      approval.clear_sectors();
      for (int i = 0; i < times; ++i) approval.add_sectors(v1::SECTOR_GENERAL_PRACTICE);
    };
  };
  EXPECT_EQ(JudgeApproval(sectors(1)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(JudgeApproval(sectors(0)), v1::REASON_APPROVAL_OTHER_QUERY);
  EXPECT_EQ(JudgeApproval(sectors(2)), v1::REASON_APPROVAL_OTHER_QUERY);
}

// Whom the query lets be away, and how many must take part: each by itself.
TEST_F(DecisionTest, AnApprovalLetsBeAwayWhomTheQueryLets) {
  sample_.query.add_optional("east");
  sample_.query.add_optional("south");
  sample_.query.set_coverage(2);
  query_ = *VerifySubmittedQuery(sample_.Build().query(), *sample_.agreement, FakeClock());
  const auto away = [](const std::vector<std::string>& optional, uint32_t coverage) {
    return [=](v1::Approval& approval) {
      for (const std::string& member : optional) approval.add_optional(member);
      approval.set_coverage(coverage);
      approval.set_attributable(true);
    };
  };
  EXPECT_EQ(JudgeApproval(away({"south", "east"}, 2)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(JudgeApproval(away({"south"}, 2)), v1::REASON_ROSTER_MISMATCH);
  EXPECT_EQ(JudgeApproval(away({"south", "east"}, 1)), v1::REASON_ROSTER_MISMATCH);
}

// A figure can be of one supplier alone, however many take part: whoever approves says so. Sectors
// are in the order of the dictionary, whatever the query's.
TEST_F(DecisionTest, AnApprovalOfLinkedPeopleSaysThatCellsAreAttributable) {
  sample_.query.clear_across();
  sample_.query.add_across(v1::SECTOR_HOSPICE);
  sample_.query.add_across(v1::SECTOR_GENERAL_PRACTICE);
  query_ = *VerifySubmittedQuery(sample_.Build().query(), *sample_.agreement, FakeClock());
  const auto linked = [](bool attributable, std::vector<v1::Sector> sectors) {
    return [=](v1::Approval& approval) {
      approval.clear_sectors();
      for (const v1::Sector sector : sectors) approval.add_sectors(sector);
      approval.set_attributable(attributable);
    };
  };
  const std::vector<v1::Sector> both = {v1::SECTOR_GENERAL_PRACTICE, v1::SECTOR_HOSPICE};
  EXPECT_EQ(JudgeApproval(linked(true, both)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(JudgeApproval(linked(false, both)), v1::REASON_APPROVAL_OTHER_QUERY);
  EXPECT_EQ(JudgeApproval(linked(true, {v1::SECTOR_GENERAL_PRACTICE})),
            v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_F(DecisionTest, AWordThatIsSaidInTheFutureIsNone) {
  const absl::Time now = FakeClock().Now();  // noon
  EXPECT_TRUE(CheckSaidBy("2026-05-01T12:05:00Z", now).ok());
  EXPECT_EQ(ReasonOf(CheckSaidBy("2026-05-01T12:05:01Z", now)), v1::REASON_CLOCK_SKEW);
  EXPECT_EQ(ReasonOf(CheckSaidBy("at noon", now)), v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(DecisionTest, OtherStatementsAreNoDecisions) {
  EXPECT_EQ(ReasonFor(Judge(sample_.Build().run())), v1::REASON_STATEMENT_MALFORMED);
}

}  // namespace
}  // namespace ginnel::governance
