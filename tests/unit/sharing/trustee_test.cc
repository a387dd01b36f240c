// SPDX-License-Identifier: Apache-2.0
#include "sharing/trustee.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "governance/statement.h"
#include "tests/unit/sharing/federation.h"

namespace ginnel::sharing {
namespace {

class TrusteeTest : public testing::Test {
 protected:
  TrusteeTest() : federation_({PeopleOfGroup(0, 20), PeopleOfGroup(0, 20), PeopleOfGroup(0, 20)}) {}
  v1::RunPackage Query(int number) {
    governance::SamplePackage package = federation_.Package();
    package.query.set_title(absl::StrCat("query ", number));
    return package.Build();
  }
  Federation federation_;
};

TEST_F(TrusteeTest, HoldsSoManyRunsAndIsFreeAgainWhenTheyAreVoided) {
  for (int index : {1, 2, 3}) {
    Trustee& trustee = federation_.trustee(index);
    std::vector<v1::RunPackage> held;
    for (int i = 0; i < 8; ++i) {
      held.push_back(Query(i));
      ASSERT_TRUE(trustee.Prepare(held.back()).ok());
    }
    const absl::Status full = trustee.Prepare(Query(8));
    EXPECT_TRUE(absl::IsResourceExhausted(full)) << full;
    EXPECT_EQ(federation_.TrusteeProgress(index, Query(8)).n, 0u);
    for (const v1::RunPackage& package : held) ASSERT_TRUE(trustee.Void(package.run()).ok());
    // Waits until their threads, if there are any, are done.
    for (const v1::RunPackage& package : held) (void)trustee.Open(RunIdOf(package));
    EXPECT_TRUE(trustee.Prepare(Query(8)).ok());
  }
}

TEST_F(TrusteeTest, PromisesInItsOwnNameWhatItVoided) {
  const v1::RunPackage package = Query(1);
  const v1::Envelope promise = federation_.VoidOf(2, package);
  const auto word = governance::OpenStatement<v1::Void>(
      promise, governance::SampleAgreement::Key("hospital-trustee").verifying_key());
  ASSERT_TRUE(word.ok()) << word.status();
  EXPECT_EQ(word->trustee(), "hospital-trustee");
  EXPECT_EQ(word->run_id(), RunIdOf(package));
  EXPECT_EQ(word->query_digest(), crypto::PayloadDigest(package.query()).ToHex());
  EXPECT_EQ(word->n(), 1u);
  EXPECT_EQ(word->attempt(), 1u);
}

TEST_F(TrusteeTest, VoidsARunByTheCoordinatorsEarlierKeyIfItsRegisterHoldsIt) {
  governance::SamplePackage before = federation_.Package();
  before.run_signer = "office, before its new key";
  const v1::Envelope run = before.Build().run();
  EXPECT_EQ(ReasonOf(federation_.trustee(2).Void(run).status()), v1::REASON_SIGNATURE_INVALID);
  federation_.on().held = absl::OkStatus();
  EXPECT_TRUE(federation_.trustee(2).Void(run).ok());
}

TEST_F(TrusteeTest, OpensNothingWhoseApprovalWasTakenBackSinceItWasAccepted) {
  const v1::RunPackage package = Query(1);
  ASSERT_TRUE(federation_.PrepareAll(package).ok());
  const auto mine = federation_.Share(package);
  ASSERT_TRUE(mine.ok()) << mine.status();
  federation_.on().stands = ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_REVOKED,
                                          "an approval was taken back");
  for (const int index : {2, 3}) {
    const auto opened = federation_.trustee(index).Open(RunIdOf(package));
    EXPECT_EQ(ReasonOf(opened.status()), v1::REASON_WRONG_STATE) << opened.status();
    EXPECT_TRUE(federation_.trustee(index).Void(package.run()).ok());  // nothing has left
  }
}

// Which of its cells are small is told by the tests' results: those too are of a run that stands.
TEST_F(TrusteeTest, TestsNothingWhoseApprovalWasTakenBackSinceItWasAccepted) {
  const v1::RunPackage package = Query(1);
  ASSERT_TRUE(federation_.PrepareAll(package).ok());
  federation_.on().stands = ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_REVOKED,
                                          "an approval was taken back");
  EXPECT_FALSE(federation_.Share(package).ok());
  for (const int index : {2, 3}) {
    const auto promise =
        governance::ReadUnverifiedStatement<v1::Void>(federation_.VoidOf(index, package));
    ASSERT_TRUE(promise.ok()) << promise.status();
    EXPECT_FALSE(promise->tested()) << "trustee " << index;
  }
}

TEST_F(TrusteeTest, GivesTheSamePartsAgainOfWhatWasOpenedBeforeItWasTakenBack) {
  const v1::RunPackage package = Query(1);
  ASSERT_TRUE(federation_.Run(package).ok());
  federation_.on().stands = ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_REVOKED,
                                          "an approval was taken back");
  EXPECT_TRUE(federation_.trustee(2).Open(RunIdOf(package)).ok());
}

TEST_F(TrusteeTest, OfTheCoordinatorOpensToNobody) {
  EXPECT_FALSE(federation_.trustee(1).Open(std::string(64, 'a')).ok());
}

TEST_F(TrusteeTest, KnowsNothingOfAnAttemptThatItHasNotPrepared) {
  const std::string run_id = RunIdOf(Query(1));
  EXPECT_TRUE(absl::IsNotFound(federation_.trustee(2).Find(run_id).status()));
  EXPECT_TRUE(absl::IsNotFound(federation_.trustee(1).Serve(run_id).status()));
  EXPECT_EQ(ReasonOf(federation_.trustee(2).Open(run_id).status()), v1::REASON_WRONG_STATE);
}

TEST_F(TrusteeTest, EndsItsAttemptsWhenItGoes) {
  // The federation goes at the end of the test, long before the uploads' deadline.
  ASSERT_TRUE(federation_.PrepareAll(Query(1)).ok());
}

TEST_F(TrusteeTest, RunsAQueryAgainAfterAVoidedAttempt) {
  const v1::RunPackage first = Query(1);
  ASSERT_TRUE(federation_.PrepareAll(first).ok());
  governance::SamplePackage again = federation_.Package();
  again.query.set_title("query 1");
  again.bend_run = [](v1::Run& run) { run.set_attempt(2); };
  v1::RunPackage second = again.Build();
  for (int index : {1, 2, 3}) *second.add_voids() = federation_.VoidOf(index, first);
  const auto table = federation_.Run(second);
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->value(0), 60);
}

}  // namespace
}  // namespace ginnel::sharing
