// SPDX-License-Identifier: Apache-2.0
#include "node/store/run_ledger.h"

#include <gmock/gmock.h>

#include "base/reason.h"
#include "tests/unit/node_store/node_store_fixture.h"

namespace ginnel::governance {

/// Makes what only the approval verifier makes elsewhere.
class VerifiedQueryForTest {
 public:
  static VerifiedQuery Of(uint8_t query, uint32_t n, uint32_t attempt, uint8_t run_id) {
    VerifiedQuery verified;
    verified.query_digest_.bytes.fill(query);
    verified.run_.set_n(n);
    verified.run_.set_attempt(attempt);
    verified.run_id_.bytes.fill(run_id);
    return verified;
  }
};

}  // namespace ginnel::governance

namespace ginnel::node {
namespace {

using governance::VerifiedQueryForTest;

class RunLedgerTest : public NodeStoreTest {
 protected:
  absl::Status Accept(uint8_t query, uint32_t n, uint32_t attempt, uint8_t run_id) {
    RunLedger ledger(*database_);
    return ledger.Accept(VerifiedQueryForTest::Of(query, n, attempt, run_id), absl::UnixEpoch());
  }
};

crypto::Digest DigestOf(uint8_t fill) {
  crypto::Digest digest;
  digest.bytes.fill(fill);
  return digest;
}

TEST_F(RunLedgerTest, AcceptsAnAttemptOnceEvenAfterARestart) {
  EXPECT_TRUE(Accept(1, 1, 1, 10).ok());
  const absl::Status again = Accept(1, 1, 1, 10);
  EXPECT_TRUE(absl::IsAlreadyExists(again)) << again;
  EXPECT_EQ(ReasonOf(again), v1::REASON_RUN_REPLAYED);
  Reopen({.must_exist = true});
  EXPECT_EQ(ReasonOf(Accept(1, 1, 1, 10)), v1::REASON_RUN_REPLAYED);
}

TEST_F(RunLedgerTest, RefusesTheSameAttemptUnderAnotherRunId) {
  EXPECT_TRUE(Accept(1, 1, 1, 10).ok());
  EXPECT_EQ(ReasonOf(Accept(1, 1, 1, 11)), v1::REASON_RUN_REPLAYED);
}

TEST_F(RunLedgerTest, RefusesARunIdOfAnotherQuery) {
  EXPECT_TRUE(Accept(1, 1, 1, 10).ok());
  EXPECT_EQ(ReasonOf(Accept(2, 1, 1, 10)), v1::REASON_RUN_REPLAYED);
}

TEST_F(RunLedgerTest, NeverGoesBack) {
  EXPECT_TRUE(Accept(1, 1, 2, 10).ok());
  EXPECT_EQ(ReasonOf(Accept(1, 1, 1, 11)), v1::REASON_RUN_REPLAYED);
  EXPECT_TRUE(Accept(1, 2, 1, 12).ok());
  EXPECT_EQ(ReasonOf(Accept(1, 1, 3, 13)), v1::REASON_RUN_REPLAYED);
  const governance::RunProgress progress = RunLedger(*database_).ProgressOf(DigestOf(1)).value();
  EXPECT_EQ(progress.n, 2u);
  EXPECT_EQ(progress.attempt, 1u);
}

TEST_F(RunLedgerTest, CountsRunsNotAttempts) {
  EXPECT_TRUE(Accept(1, 1, 1, 10).ok());
  EXPECT_TRUE(Accept(1, 1, 2, 11).ok());
  EXPECT_TRUE(Accept(1, 2, 1, 12).ok());
  RunLedger ledger(*database_);
  EXPECT_EQ(ledger.RunsUsed(DigestOf(1)).value(), 2u);
  EXPECT_EQ(ledger.RunsUsed(DigestOf(2)).value(), 0u);
  EXPECT_EQ(ledger.ProgressOf(DigestOf(2)).value().n, 0u);
}

}  // namespace
}  // namespace ginnel::node
