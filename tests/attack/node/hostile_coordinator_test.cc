// SPDX-License-Identifier: Apache-2.0
// A coordinator that wants figures nobody approved, towards a node and towards a trustee: each
// bends one thing in a run that is right otherwise, and gets the reason of exactly the check that
// guards it, no upload, and nothing in the ledger.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/reason.h"
#include "crypto/dsse.h"
#include "governance/run_id.h"
#include "governance/statement.h"
#include "tests/unit/sharing/federation.h"

namespace ginnel::sharing {
namespace {

using governance::SampleAgreement;
using governance::SamplePackage;
using Report = v1::NodeMessage::Report;

// What is asked: the node of north, or one of the trustees.
class HostileCoordinator : public testing::TestWithParam<std::string> {
 protected:
  HostileCoordinator()
      : federation_({PeopleOfGroup(0, 20), PeopleOfGroup(0, 20), PeopleOfGroup(0, 20)}),
        package_(federation_.Package()) {}

  bool node() const { return GetParam() == "north"; }
  int trustee() const { return GetParam().back() - '0'; }

  // REASON_UNSPECIFIED if it did as it was told.
  v1::Reason Ask(const v1::RunPackage& package) {
    if (!node()) {
      const absl::Status status = federation_.trustee(trustee()).Prepare(package);
      return status.ok() ? v1::REASON_UNSPECIFIED : ReasonOf(status);
    }
    // The trustees hold a session, so that an upload would be taken if it came.
    (void)federation_.PrepareAll(package);
    const Report report = federation_.Answer("north", package);
    EXPECT_EQ(report.has_envelope(), report.outcome() == Report::OUTCOME_UPLOADED);
    return report.reason();
  }
  governance::RunProgress Progress(const v1::RunPackage& package) {
    return node() ? federation_.NodeProgress("north", package)
                  : federation_.TrusteeProgress(trustee(), package);
  }
  size_t Uploads() const {
    size_t uploads = 0;
    for (int index : {1, 2, 3}) uploads += federation_.received(index).uploads.size();
    return uploads;
  }
  // `package` is refused for `reason`, and leaves no trace.
  void ExpectRefused(const v1::RunPackage& package, v1::Reason reason) {
    const governance::RunProgress before = Progress(package);
    const size_t uploads = Uploads();
    EXPECT_EQ(Ask(package), reason);
    const governance::RunProgress after = Progress(package);
    EXPECT_EQ(after.n, before.n);
    EXPECT_EQ(after.attempt, before.attempt);
    EXPECT_EQ(Uploads(), uploads);
    const auto run = governance::ReadUnverifiedStatement<v1::Run>(package.run());
    if (!node() && run.ok()) {
      EXPECT_TRUE(absl::IsNotFound(
          federation_.trustee(trustee()).Find(governance::RunIdOf(*run).ToHex()).status()));
    }
  }
  void ExpectRefused(v1::Reason reason) { ExpectRefused(package_.Build(), reason); }
  v1::RunPackage Attempt(uint32_t n, uint32_t attempt) {
    package_.bend_run = [n, attempt](v1::Run& run) {
      run.set_n(n);
      run.set_attempt(attempt);
    };
    return package_.Build();
  }
  // Nodes and trustees accept `package`, and it comes to nothing.
  void Accept(const v1::RunPackage& package) {
    ASSERT_TRUE(federation_.PrepareAll(package).ok());
    ASSERT_EQ(federation_.Answer("north", package).outcome(), Report::OUTCOME_UPLOADED);
  }

  Federation federation_;
  SamplePackage package_;
};

INSTANTIATE_TEST_SUITE_P(Towards, HostileCoordinator,
                         testing::Values("north", "trustee1", "trustee2", "trustee3"),
                         [](const auto& param) { return param.param; });

TEST_P(HostileCoordinator, GetsWhatWasApproved) {
  const v1::RunPackage package = package_.Build();
  EXPECT_EQ(Ask(package), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Progress(package).n, 1u);
  EXPECT_EQ(Uploads(), node() ? 3u : 0u);
}

TEST_P(HostileCoordinator, BeforeTheLeadHasLookedAtTheDataSetThatIsThereNow) {
  if (!node()) return;  // the member's own node alone knows its data set
  governance::AgreeableRegister& on = federation_.on();
  on.policies["north"].set_mode(v1::NODE_MODE_HOLD);
  ExpectRefused(v1::REASON_HELD);
  on.go_aheads["north"].set_loaded_at("2020-01-01T00:00:00Z");
  ExpectRefused(v1::REASON_HELD);
}

TEST_P(HostileCoordinator, WithoutApprovals) {
  v1::RunPackage bare = package_.Build();
  bare.clear_approvals();
  ExpectRefused(bare, v1::REASON_APPROVAL_MISSING);
}

TEST_P(HostileCoordinator, WithoutOneMembersApproval) {
  package_.bend_run = [](v1::Run& run) { run.mutable_approval_digests()->RemoveLast(); };
  v1::RunPackage short_of_one = package_.Build();
  short_of_one.mutable_approvals()->RemoveLast();
  ExpectRefused(short_of_one, v1::REASON_APPROVAL_MISSING);
}

TEST_P(HostileCoordinator, WithApprovalsOfAnotherQuery) {
  SamplePackage other = package_;
  other.query.set_title("What was approved");
  const v1::RunPackage approved = other.Build();
  package_.bend_run = [&](v1::Run& run) {
    for (int i = 0; i < approved.approvals_size(); ++i) {
      run.set_approval_digests(i, crypto::PayloadDigest(approved.approvals(i)).ToHex());
    }
  };
  v1::RunPackage package = package_.Build();
  *package.mutable_approvals() = approved.approvals();
  ExpectRefused(package, v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_P(HostileCoordinator, WithAnotherMembersLead) {
  package_.approver["north"] = "ig-lead@south";
  ExpectRefused(v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_P(HostileCoordinator, WithItsOwnKeyForALead) {
  package_.approval_signer["south"] = "office";
  ExpectRefused(v1::REASON_SIGNATURE_INVALID);
}

TEST_P(HostileCoordinator, WithExpiredApprovals) {
  const v1::RunPackage package = package_.Build();
  federation_.clock().Set("2026-05-31T00:00:00Z");
  const v1::RunPackage late = package_.Build();
  ExpectRefused(package, v1::REASON_CLOCK_SKEW);
  ExpectRefused(late, v1::REASON_APPROVAL_EXPIRED);
}

TEST_P(HostileCoordinator, WithApprovalsThatAreUsedUp) {
  Accept(Attempt(1, 1));
  Accept(Attempt(2, 1));
  ExpectRefused(Attempt(3, 1), v1::REASON_APPROVAL_USED_UP);
}

TEST_P(HostileCoordinator, WithTheAuthorsOwnApproval) {
  package_.query.set_author("doctor@north");
  package_.approver["north"] = "doctor@north";
  ExpectRefused(v1::REASON_AUTHOR_APPROVED);
}

TEST_P(HostileCoordinator, WithAnAlteredByte) {
  const v1::RunPackage whole = package_.Build();
  const auto bend = [&](const std::function<v1::Envelope*(v1::RunPackage&)>& part) {
    v1::RunPackage bent = whole;
    std::string& payload = *part(bent)->mutable_payload();
    const size_t at = payload.find("2026");  // still JSON
    ASSERT_NE(at, std::string::npos);
    payload[at + 3] = '5';
    ExpectRefused(bent, v1::REASON_SIGNATURE_INVALID);
  };
  bend([](v1::RunPackage& package) { return package.mutable_query(); });
  bend([](v1::RunPackage& package) { return package.mutable_approvals(1); });
  bend([](v1::RunPackage& package) { return package.mutable_run(); });
}

// Signed by the right person, and of two readings.
TEST_P(HostileCoordinator, WithADuplicateJsonKey) {
  const auto twice = [](v1::Envelope& envelope, const std::string& field, const std::string& key) {
    std::string payload = envelope.payload();
    payload.insert(1, field);
    envelope = *crypto::SignEnvelope(envelope.payload_type(), payload, SampleAgreement::Key(key));
  };
  v1::RunPackage bent = package_.Build();
  twice(*bent.mutable_approvals(0), "\"member\":\"south\",", "ig-lead@north");
  ExpectRefused(bent, v1::REASON_STATEMENT_MALFORMED);
  bent = package_.Build();
  twice(*bent.mutable_query(), "\"period\":\"2024/25\",", "analyst@office");
  ExpectRefused(bent, v1::REASON_STATEMENT_MALFORMED);
  bent = package_.Build();
  twice(*bent.mutable_run(), "\"threshold\":8,", "office");
  ExpectRefused(bent, v1::REASON_STATEMENT_MALFORMED);
}

TEST_P(HostileCoordinator, WithASmallerRoster) {
  package_.roster = {"north", "south"};
  package_.bend_approval = [](v1::Approval& approval) { approval.clear_attributable(); };
  ExpectRefused(v1::REASON_ROSTER_MISMATCH);
}

TEST_P(HostileCoordinator, WithARosterInAnotherOrder) {
  package_.roster = {"north", "east", "south"};
  ExpectRefused(v1::REASON_ROSTER_MISMATCH);
}

// A query that leaves its sectors open reads what its plan says: the approvals must name just that.
TEST_P(HostileCoordinator, WithApprovalsOfOtherSectorsThanTheQueryReads) {
  package_.query.clear_across();
  package_.query.clear_members();
  for (const std::string& member : package_.roster) package_.query.add_members(member);
  package_.bend_approval = [](v1::Approval& approval) {
    approval.add_sectors(v1::SECTOR_GENERAL_PRACTICE);
  };
  const v1::RunPackage fits = package_.Build();
  package_.bend_approval = [](v1::Approval& approval) {
    approval.add_sectors(v1::SECTOR_GENERAL_PRACTICE);
    approval.add_sectors(v1::SECTOR_ACUTE);
    approval.set_attributable(true);  // as is right for two sectors
  };
  ExpectRefused(v1::REASON_APPROVAL_OTHER_QUERY);
  EXPECT_EQ(Ask(fits), v1::REASON_UNSPECIFIED);
}

TEST_P(HostileCoordinator, ThatReplaysARun) {
  const v1::RunPackage package = package_.Build();
  Accept(package);
  const size_t uploads = Uploads();
  if (node()) {
    EXPECT_EQ(federation_.Answer("north", package).reason(), v1::REASON_RUN_REPLAYED);
  } else {
    EXPECT_EQ(Ask(package), v1::REASON_RUN_REPLAYED);
  }
  EXPECT_EQ(Uploads(), uploads);
  EXPECT_EQ(Progress(package).n, 1u);
}

TEST_P(HostileCoordinator, ThatReplaysARunUnderAnotherNonce) {
  Accept(package_.Build());
  package_.bend_run = [](v1::Run& run) { run.set_nonce(std::string(64, 'b')); };
  ExpectRefused(v1::REASON_RUN_REPLAYED);
}

TEST_P(HostileCoordinator, ThatLowersTheThreshold) {
  package_.bend_run = [](v1::Run& run) { run.set_threshold(2); };
  ExpectRefused(v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_P(HostileCoordinator, ThatRaisesTheThresholdBeyondAllMemory) {
  package_.bend_run = [](v1::Run& run) { run.set_threshold(0xffffffff); };
  const v1::RunPackage package = package_.Build();
  EXPECT_NE(Ask(package), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Progress(package).n, 0u);
  EXPECT_EQ(Uploads(), 0u);
}

TEST_P(HostileCoordinator, WithAnotherAgreement) {
  package_.bend_run = [](v1::Run& run) { run.set_agreement_digest(std::string(64, '0')); };
  ExpectRefused(v1::REASON_AGREEMENT_MISMATCH);
}

TEST_P(HostileCoordinator, WhoIsNotTheCoordinatorAtAll) {
  for (const char* other : {"university", "north", "analyst@office"}) {
    package_.run_signer = other;
    ExpectRefused(v1::REASON_SIGNATURE_INVALID);
  }
}

TEST_P(HostileCoordinator, ThatRunsAnOtherQueryUnderTheSameApprovals) {
  v1::RunPackage package = package_.Build();
  SamplePackage other = package_;
  other.query.add_measures("people as Others");
  *package.mutable_query() = other.Build().query();
  ExpectRefused(package, v1::REASON_APPROVAL_OTHER_QUERY);
}

// --- Repeated attempts ------------------------------------------------------------------------

class HostileRepetition : public HostileCoordinator {};
INSTANTIATE_TEST_SUITE_P(Towards, HostileRepetition, testing::Values("north"));

TEST_P(HostileRepetition, IsAnsweredWithTheWordOfBothTrustees) {
  const v1::RunPackage first = Attempt(1, 1);
  Accept(first);
  std::vector<v1::Envelope> promises;
  for (int index : {1, 2, 3}) promises.push_back(federation_.VoidOf(index, first));
  v1::RunPackage second = Attempt(1, 2);
  *second.add_voids() = promises[1];
  *second.add_voids() = promises[2];
  EXPECT_EQ(Ask(second), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(federation_.NodeProgress("north", second).attempt, 2u);
  EXPECT_EQ(Uploads(), 6u);
}

TEST_P(HostileRepetition, IsRefusedWithoutTheWordOfBoth) {
  const v1::RunPackage first = Attempt(1, 1);
  Accept(first);
  std::vector<v1::Envelope> promises;
  for (int index : {1, 2, 3}) promises.push_back(federation_.VoidOf(index, first));
  const v1::RunPackage bare = Attempt(1, 2);
  const auto with = [&](const std::vector<v1::Envelope>& words) {
    v1::RunPackage package = bare;
    for (const v1::Envelope& word : words) *package.add_voids() = word;
    return package;
  };
  ExpectRefused(with({}), v1::REASON_RUN_REPLAYED);
  ExpectRefused(with({promises[1]}), v1::REASON_RUN_REPLAYED);
  ExpectRefused(with({promises[2]}), v1::REASON_RUN_REPLAYED);
  // The coordinator's own word, or one trustee's twice, is not that of the two others.
  ExpectRefused(with({promises[0], promises[1]}), v1::REASON_RUN_REPLAYED);
  ExpectRefused(with({promises[1], promises[1]}), v1::REASON_RUN_REPLAYED);
}

TEST_P(HostileRepetition, IsRefusedWithAForgedOrMisplacedWord) {
  const v1::RunPackage first = Attempt(1, 1);
  Accept(first);
  const v1::Envelope second_word = federation_.VoidOf(2, first);
  const v1::Void word =
      *governance::ReadUnverifiedStatement<v1::Void>(federation_.VoidOf(3, first));
  const v1::RunPackage bare = Attempt(1, 2);
  const auto refused_with = [&](const std::function<void(v1::Void&)>& bend,
                                const std::string& signer) {
    v1::Void bent = word;
    bend(bent);
    v1::RunPackage package = bare;
    *package.add_voids() = second_word;
    *package.add_voids() = *governance::SignStatement(bent, SampleAgreement::Key(signer));
    ExpectRefused(package, v1::REASON_RUN_REPLAYED);
  };
  refused_with([](v1::Void&) {}, "office");            // the coordinator forges trustee 3's word
  refused_with([](v1::Void&) {}, "hospital-trustee");  // trustee 2 speaks for trustee 3
  refused_with([](v1::Void& bent) { bent.set_attempt(2); }, "university");
  refused_with([](v1::Void& bent) { bent.set_n(2); }, "university");
  refused_with([](v1::Void& bent) { bent.set_query_digest(std::string(64, '0')); }, "university");
  refused_with([](v1::Void& bent) { bent.set_trustee("office"); }, "university");
}

class HostileRepetitionToATrustee : public HostileCoordinator {};
INSTANTIATE_TEST_SUITE_P(Towards, HostileRepetitionToATrustee,
                         testing::Values("trustee1", "trustee2", "trustee3"));

TEST_P(HostileRepetitionToATrustee, IsRefusedUnlessThisTrusteeVoidedTheOneBefore) {
  const v1::RunPackage first = Attempt(1, 1);
  Accept(first);
  for (int other : {1, 2, 3}) {
    if (other != trustee()) (void)federation_.VoidOf(other, first);
  }
  const v1::RunPackage second = Attempt(1, 2);
  ExpectRefused(second, v1::REASON_WRONG_STATE);
  (void)federation_.VoidOf(trustee(), first);
  EXPECT_EQ(Ask(second), v1::REASON_UNSPECIFIED);
}

TEST_P(HostileRepetitionToATrustee, IsRefusedForAnAttemptThatWasVoidedUnseen) {
  const v1::RunPackage first = Attempt(1, 1);
  (void)federation_.VoidOf(trustee(), first);
  ExpectRefused(first, v1::REASON_RUN_REPLAYED);
}

TEST_P(HostileRepetitionToATrustee, CannotBeginWithASecondAttempt) {
  ExpectRefused(Attempt(1, 2), v1::REASON_WRONG_STATE);
}

TEST_P(HostileRepetitionToATrustee, CannotSkipAnAttempt) {
  Accept(Attempt(1, 1));
  ExpectRefused(Attempt(1, 3), v1::REASON_WRONG_STATE);
  // Nor step over one that may still open by voiding the next unseen.
  (void)federation_.VoidOf(trustee(), Attempt(1, 2));
  ExpectRefused(Attempt(1, 3), v1::REASON_WRONG_STATE);
}

// What it opened once it does not open again: not by voiding the attempt after it unseen either.
TEST_P(HostileRepetitionToATrustee, CannotOpenARunTwice) {
  const v1::RunPackage first = Attempt(1, 1);
  const auto opened = federation_.Run(first);
  ASSERT_TRUE(opened.ok()) << opened.status();
  ASSERT_TRUE(federation_.ledger(1).Open(RunIdOf(first), federation_.clock().Now()).ok());
  EXPECT_FALSE(federation_.trustee(trustee()).Void(first.run()).ok());
  const v1::RunPackage second = Attempt(1, 2);
  ExpectRefused(second, v1::REASON_RUN_REPLAYED);
  (void)federation_.VoidOf(trustee(), second);
  ExpectRefused(second, v1::REASON_RUN_REPLAYED);
  ExpectRefused(Attempt(1, 3), v1::REASON_RUN_REPLAYED);
  EXPECT_EQ(Ask(Attempt(2, 1)), v1::REASON_UNSPECIFIED);  // the second run that was approved
}

class HostileToANode : public HostileCoordinator {};
INSTANTIATE_TEST_SUITE_P(Towards, HostileToANode, testing::Values("north"));

TEST_P(HostileToANode, IsRefusedWhereTheNodeIsNotOnTheRoster) {
  package_.roster = {"south", "east"};
  package_.query.clear_members();
  for (const std::string& member : package_.roster) package_.query.add_members(member);
  ExpectRefused(v1::REASON_ROSTER_MISMATCH);
}

TEST_P(HostileToANode, IsRefusedOnAnOldOptOutList) {
  for (const char* listed : {"", "2026-04-02"}) {
    federation_.Reload("north", PeopleOfGroup(0, 20), listed);
    ExpectRefused(v1::REASON_STALE_OPT_OUT_LIST);
  }
  federation_.Reload("north", PeopleOfGroup(0, 20), "2026-04-03");
  EXPECT_EQ(Ask(package_.Build()), v1::REASON_UNSPECIFIED);
}

}  // namespace
}  // namespace ginnel::sharing
