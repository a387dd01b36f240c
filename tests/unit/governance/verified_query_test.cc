// SPDX-License-Identifier: Apache-2.0
#include <type_traits>

#include "base/reason.h"
#include "crypto/dsse.h"
#include "governance/approval_verifier.h"
#include "governance/run_id.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

const AgreeableRegister kRegister{};

static_assert(!std::is_default_constructible_v<VerifiedQuery>,
              "only the ApprovalVerifier makes one");

TEST(VerifiedQuery, SaysWhatWasApproved) {
  FakeClock clock;
  const SamplePackage sample(SampleAgreement::InForce());
  const v1::RunPackage package = sample.Build();
  const ApprovalVerifier verifier(sample.agreement, clock, VerifierRole::Node("east"),
                                  SampleThreshold, kRegister);
  const auto verified = verifier.Verify(package, FakeHistory());
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->query().title(), "People by age");
  EXPECT_EQ(verified->query_digest(), crypto::PayloadDigest(package.query()));
  EXPECT_EQ(verified->run_id(), RunIdOf(verified->run()));
  EXPECT_EQ(verified->threshold(), 8u);
  EXPECT_EQ(verified->sectors(), std::vector<v1::Sector>{v1::SECTOR_GENERAL_PRACTICE});
  EXPECT_FALSE(verified->attributable());
  ASSERT_EQ(verified->approval_digests().size(), 3u);
  EXPECT_EQ(verified->approval_digests()[2], crypto::PayloadDigest(package.approvals(2)));
  EXPECT_EQ(verified->RosterIndex("east"), 2);
  EXPECT_EQ(verified->RosterIndex("hospital"), -1);
}

TEST(VerifiedQuery, IsOfARunThatNamesAllItsApprovals) {
  SamplePackage sample(SampleAgreement::InForce());
  sample.bend_run = [](v1::Run& run) { run.mutable_approval_digests()->RemoveLast(); };
  const FakeClock clock;
  const ApprovalVerifier verifier(sample.agreement, clock, VerifierRole::Trustee(), SampleThreshold,
                                  kRegister);
  EXPECT_EQ(ReasonFor(verifier.Verify(sample.Build(), FakeHistory())), v1::REASON_APPROVAL_MISSING);
}

TEST(VerifiedQuery, TheNextRunAndTheNextAttemptAreAccepted) {
  FakeClock clock;
  SamplePackage sample(SampleAgreement::InForce());
  const ApprovalVerifier verifier(sample.agreement, clock, VerifierRole::Trustee(), SampleThreshold,
                                  kRegister);
  sample.bend_run = [](v1::Run& run) { run.set_attempt(3); };
  EXPECT_TRUE(verifier.Verify(sample.Build(), FakeHistory(1, 1)).ok());
  sample.bend_run = [](v1::Run& run) { run.set_n(2); };
  EXPECT_TRUE(verifier.Verify(sample.Build(), FakeHistory(1, 2, /*spent=*/true)).ok());
}

TEST(VerifiedQuery, AStricterProfileIsAcceptedWithItsOwnThresholdOnly) {
  FakeClock clock;
  SamplePackage sample(SampleAgreement::InForce());
  const ApprovalVerifier verifier(sample.agreement, clock, VerifierRole::Trustee(), SampleThreshold,
                                  kRegister);
  sample.query.set_profile("strict-10");
  sample.bend_run = [](v1::Run& run) { run.set_threshold(10); };
  const auto verified = verifier.Verify(sample.Build(), FakeHistory());
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->threshold(), 10u);

  // Another threshold than the profile's, even a higher one, would narrow what a run under the
  // profile's own suppresses.
  sample.bend_run = [](v1::Run& run) { run.set_threshold(12); };
  EXPECT_EQ(ReasonOf(verifier.Verify(sample.Build(), FakeHistory()).status()),
            v1::REASON_APPROVAL_OTHER_QUERY);
}

}  // namespace
}  // namespace ginnel::governance
