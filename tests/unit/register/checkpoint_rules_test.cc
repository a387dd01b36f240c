// SPDX-License-Identifier: Apache-2.0
#include "governance/register/checkpoint_rules.h"

#include "base/reason.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

const char kOrigin[] = "ginnel/this-register";

// A checkpoint of `origin` under the coordinator's name for `named`, co-signed at these times.
std::string Note(const std::string& origin, const std::string& named, absl::Time second,
                 absl::Time third) {
  auto note = crypto::SignCheckpoint({origin, 7, crypto::Sha256(std::string_view("root"))}, named,
                                     SampleAgreement::Key("office"));
  EXPECT_TRUE(note.ok()) << note.status();
  for (const auto& [trustee, at] : {std::pair{"hospital-trustee", second}, {"university", third}}) {
    EXPECT_TRUE(Cosign(*note, named, trustee, SampleAgreement::Key(trustee), at).ok());
  }
  return note->ToText();
}

class CheckpointRules : public testing::Test {
 protected:
  v1::Reason Freshness(absl::Duration second, absl::Duration third) const {
    const auto opened = OpenCosigned(Note(kOrigin, kOrigin, now_ + second, now_ + third), kOrigin,
                                     *SampleAgreement::InForce());
    EXPECT_TRUE(opened.ok()) << opened.status();
    const absl::Status fresh = CheckFresh(*opened, now_);
    return fresh.ok() ? v1::REASON_UNSPECIFIED : ReasonOf(fresh);
  }
  const absl::Time now_ = FakeClock().Now();
};

TEST_F(CheckpointRules, WantBothCosignaturesFresh) {
  const absl::Duration fresh, stale = -absl::Minutes(10) - absl::Seconds(1);
  EXPECT_EQ(Freshness(fresh, fresh), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Freshness(-absl::Minutes(10), fresh), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Freshness(stale, fresh), v1::REASON_REGISTER_STALE);
  EXPECT_EQ(Freshness(fresh, stale), v1::REASON_REGISTER_STALE);
}

TEST_F(CheckpointRules, WantNeitherCosignatureFromTheFuture) {
  const absl::Duration fresh, ahead = absl::Minutes(5) + absl::Seconds(1);
  EXPECT_EQ(Freshness(absl::Minutes(5), fresh), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Freshness(ahead, fresh), v1::REASON_CLOCK_SKEW);
  EXPECT_EQ(Freshness(fresh, ahead), v1::REASON_CLOCK_SKEW);
}

TEST_F(CheckpointRules, OpenNoCheckpointOfAnotherRegisterWhateverNameSignedIt) {
  for (const char* named : {kOrigin, "ginnel/another"}) {
    const auto opened = OpenCosigned(Note("ginnel/another", named, now_, now_), kOrigin,
                                     *SampleAgreement::InForce());
    EXPECT_EQ(ReasonFor(opened), v1::REASON_INTEGRITY) << named;
  }
}

TEST_F(CheckpointRules, OpenNoCheckpointThatWasSignedForAnotherRegister) {
  const auto opened = OpenCosigned(Note(kOrigin, "ginnel/another", now_, now_), kOrigin,
                                   *SampleAgreement::InForce());
  EXPECT_EQ(ReasonFor(opened), v1::REASON_SIGNATURE_INVALID);
}

}  // namespace
}  // namespace ginnel::governance
