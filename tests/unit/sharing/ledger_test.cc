// SPDX-License-Identifier: Apache-2.0
#include "sharing/ledger.h"

#include <gtest/gtest.h>

#include "base/reason.h"
#include "tests/unit/sharing/verified_run.h"
#include "tests/unit/store/store_folder.h"

namespace ginnel::sharing {
namespace {

using governance::VerifiedQuery;
using governance::VerifiedQueryForTest;

const absl::Time kNow = absl::FromUnixSeconds(1'777'636'800);

crypto::Digest DigestOf(uint8_t fill) {
  crypto::Digest digest;
  digest.bytes.fill(fill);
  return digest;
}
std::string IdOf(uint8_t fill) { return DigestOf(fill).ToHex(); }

class LedgerTest : public store::StoreFolder {
 protected:
  LedgerTest() { Reopen(); }
  void Reopen() {
    ledger_.reset();
    database_.reset();
    database_ = *store::Database::Open(Path("trustee.db"), store::KeyOf(7),
                                       {{std::string(Ledger::kSchema)}, 1});
    ledger_ = std::make_unique<Ledger>(*database_);
  }
  absl::Status Accept(uint32_t n, uint32_t attempt, uint8_t run_id) {
    return ledger_->Accept(VerifiedQueryForTest::Of(1, n, attempt, run_id), kNow);
  }
  absl::Status Ready(uint8_t run_id, std::string_view shares = "shares") {
    const absl::Status testing = ledger_->MarkTesting(IdOf(run_id), kNow);
    return testing.ok() ? ledger_->MarkReady(IdOf(run_id), shares, kNow) : testing;
  }
  absl::StatusOr<std::string> Open(uint8_t run_id) { return ledger_->Open(IdOf(run_id), kNow); }
  absl::Status Void(uint32_t n, uint32_t attempt, uint8_t run_id) {
    return ledger_
        ->MarkVoid(IdOf(run_id), VerifiedQueryForTest::Of(1, n, attempt, run_id).run(), true, kNow)
        .status();
  }
  governance::RunProgress Progress() { return *ledger_->ProgressOf(DigestOf(1)); }
  static void ExpectWrongState(const absl::Status& status) {
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_EQ(ReasonOf(status), v1::REASON_WRONG_STATE);
  }

  std::unique_ptr<store::Database> database_;
  std::unique_ptr<Ledger> ledger_;
};

// Another's ledger may hold that it was opened.
TEST_F(LedgerTest, DoesNotPromiseForAnAttemptOfAnEarlierAgreementThatItDoesNotKnow) {
  const auto promise = [&](uint8_t run_id) {
    return ledger_
        ->MarkVoid(IdOf(run_id), VerifiedQueryForTest::Of(1, 1, 1, run_id).run(),
                   /*may_be_new=*/false, kNow)
        .status();
  };
  ExpectWrongState(promise(10));
  ASSERT_TRUE(Accept(1, 1, 11).ok());
  EXPECT_TRUE(promise(11).ok()) << "its own";
}

TEST_F(LedgerTest, TellsWhatWasOpenedFromWhatWasVoided) {
  const auto opened = [&](uint8_t run_id) { return *ledger_->WasOpened(IdOf(run_id)); };
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  ASSERT_TRUE(Ready(10).ok());
  EXPECT_FALSE(opened(10));
  ASSERT_TRUE(Void(1, 1, 10).ok());
  EXPECT_FALSE(opened(10));
  ASSERT_TRUE(Accept(1, 2, 11).ok());
  ASSERT_TRUE(Ready(11).ok());
  ASSERT_TRUE(Open(11).ok());
  EXPECT_TRUE(opened(11));
}

TEST_F(LedgerTest, RemembersThatAnAttemptWasTestedBeforeItWasVoided) {
  const auto tested = [&](uint8_t run_id, uint32_t attempt) {
    return *ledger_->MarkVoid(IdOf(run_id), VerifiedQueryForTest::Of(1, 1, attempt, run_id).run(),
                              true, kNow);
  };
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  EXPECT_FALSE(tested(10, 1));
  ASSERT_TRUE(Accept(1, 2, 11).ok());
  ASSERT_TRUE(ledger_->MarkTesting(IdOf(11), kNow).ok());
  EXPECT_TRUE(tested(11, 2));
  EXPECT_TRUE(tested(11, 2)) << "however often it is asked";
  ASSERT_TRUE(Accept(1, 3, 12).ok());
  ASSERT_TRUE(Ready(12).ok());
  EXPECT_TRUE(tested(12, 3));
}

TEST_F(LedgerTest, KeepsNothingOfAnAttemptThatWasNotTested) {
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  ExpectWrongState(ledger_->MarkReady(IdOf(10), "shares", kNow));
}

TEST_F(LedgerTest, TakesAnAttemptFromAcceptedToOpened) {
  EXPECT_EQ(Progress().n, 0u);
  EXPECT_TRUE(Accept(1, 1, 10).ok());
  EXPECT_EQ(Progress().n, 1u);
  EXPECT_EQ(Progress().attempt, 1u);
  EXPECT_FALSE(Progress().spent);
  EXPECT_TRUE(Ready(10).ok());
  EXPECT_FALSE(Progress().spent);
  EXPECT_EQ(*Open(10), "shares");
  EXPECT_TRUE(Progress().spent);
}

TEST_F(LedgerTest, GivesTheSameSharesHoweverOftenItIsAsked) {
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  const std::string shares("\0with a zero\0", 13);
  ASSERT_TRUE(Ready(10, shares).ok());
  EXPECT_EQ(*Open(10), shares);
  Reopen();
  EXPECT_EQ(*Open(10), shares);
}

TEST_F(LedgerTest, OpensNothingThatIsNotReady) {
  ExpectWrongState(Open(10).status());
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  ExpectWrongState(Open(10).status());
}

TEST_F(LedgerTest, MakesReadyOnceOnlyWhatItAccepted) {
  ExpectWrongState(Ready(10));
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  ASSERT_TRUE(Ready(10).ok());
  ExpectWrongState(Ready(10, "others"));
  EXPECT_EQ(*Open(10), "shares");
  ExpectWrongState(Ready(10, "others"));
  EXPECT_EQ(*Open(10), "shares");
}

TEST_F(LedgerTest, VoidsWhatIsAcceptedOrReadyForEver) {
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  EXPECT_TRUE(Void(1, 1, 10).ok());
  ExpectWrongState(Ready(10));
  ExpectWrongState(Open(10).status());
  ASSERT_TRUE(Accept(1, 2, 11).ok());
  ASSERT_TRUE(Ready(11).ok());
  EXPECT_TRUE(Void(1, 2, 11).ok());
  EXPECT_TRUE(Void(1, 2, 11).ok());  // the same again
  ExpectWrongState(Open(11).status());
  Reopen();
  ExpectWrongState(Open(11).status());
}

TEST_F(LedgerTest, KeepsNoSharesOfWhatIsVoided) {
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  ASSERT_TRUE(Ready(10).ok());
  const auto kept = [&] {
    int64_t rows = -1;
    EXPECT_TRUE(database_
                    ->Read("count",
                           [&](store::Snapshot& tx) {
                             return tx.Query("SELECT COUNT(*) FROM ledger WHERE shares NOT NULL",
                                             [&](const store::Row& row) { rows = row.Int(0); });
                           })
                    .ok());
    return rows;
  };
  EXPECT_EQ(kept(), 1);
  EXPECT_TRUE(Void(1, 1, 10).ok());
  EXPECT_EQ(kept(), 0);
}

TEST_F(LedgerTest, NeverVoidsWhatIsOpened) {
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  ASSERT_TRUE(Ready(10).ok());
  ASSERT_TRUE(Open(10).ok());
  ExpectWrongState(Void(1, 1, 10));
  Reopen();
  ExpectWrongState(Void(1, 1, 10));
  EXPECT_TRUE(Open(10).ok());
}

TEST_F(LedgerTest, AcceptsAnAttemptOnceInWhateverState) {
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  for (const char* state : {"accepted", "ready", "voided"}) {
    for (uint8_t run_id : {uint8_t{10}, uint8_t{20}}) {
      const absl::Status again = Accept(1, 1, run_id);
      EXPECT_TRUE(absl::IsAlreadyExists(again)) << state << ": " << again;
      EXPECT_EQ(ReasonOf(again), v1::REASON_RUN_REPLAYED);
    }
    ASSERT_TRUE(std::string_view(state) == "accepted" ? Ready(10).ok() : Void(1, 1, 10).ok());
  }
}

TEST_F(LedgerTest, AcceptsARepetitionOnlyAfterTheVoidOfTheOneBefore) {
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  ExpectWrongState(Accept(1, 2, 11));
  ASSERT_TRUE(Ready(10).ok());
  ExpectWrongState(Accept(1, 2, 11));
  ASSERT_TRUE(Void(1, 1, 10).ok());
  ExpectWrongState(Accept(1, 3, 12));
  EXPECT_TRUE(Accept(1, 2, 11).ok());
  EXPECT_EQ(Progress().attempt, 2u);
}

TEST_F(LedgerTest, AcceptsNoRepetitionOfARunThatOpened) {
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  ASSERT_TRUE(Ready(10).ok());
  ASSERT_TRUE(Open(10).ok());
  ExpectWrongState(Accept(1, 2, 11));
  // A void of an attempt that never was does not bridge the gap.
  (void)Void(1, 2, 11);
  ExpectWrongState(Accept(1, 3, 12));
  EXPECT_TRUE(Progress().spent);
  EXPECT_TRUE(Accept(2, 1, 13).ok());
  EXPECT_FALSE(Progress().spent);
}

TEST_F(LedgerTest, NeverAcceptsAnAttemptThatItVoidedUnseen) {
  EXPECT_TRUE(Void(1, 1, 10).ok());
  EXPECT_EQ(ReasonOf(Accept(1, 1, 10)), v1::REASON_RUN_REPLAYED);
  EXPECT_EQ(ReasonOf(Accept(1, 1, 20)), v1::REASON_RUN_REPLAYED);
  EXPECT_TRUE(Accept(1, 2, 11).ok());
}

TEST_F(LedgerTest, PromisesNothingOfAnAttemptThatItKnowsByAnotherName) {
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  EXPECT_FALSE(Void(1, 1, 20).ok());
  ASSERT_TRUE(Ready(10).ok());
  EXPECT_TRUE(Open(10).ok());
}

TEST_F(LedgerTest, KeepsQueriesApart) {
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  EXPECT_TRUE(ledger_->Accept(VerifiedQueryForTest::Of(2, 1, 1, 30), kNow).ok());
  EXPECT_EQ(ledger_->ProgressOf(DigestOf(3))->n, 0u);
}

TEST_F(LedgerTest, RemembersAfterARestart) {
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  Reopen();
  EXPECT_EQ(Progress().n, 1u);
  EXPECT_EQ(ReasonOf(Accept(1, 1, 10)), v1::REASON_RUN_REPLAYED);
  ASSERT_TRUE(Ready(10).ok());
  Reopen();
  EXPECT_EQ(*Open(10), "shares");
}

TEST_F(LedgerTest, ForgetsOldSharesAndNotThatTheyWereOpened) {
  ASSERT_TRUE(Accept(1, 1, 10).ok());
  ASSERT_TRUE(Ready(10).ok());
  ASSERT_TRUE(Open(10).ok());
  ASSERT_TRUE(ledger_->ForgetShares(kNow).ok());  // nothing is older
  EXPECT_EQ(*Open(10), "shares");
  ASSERT_TRUE(ledger_->ForgetShares(kNow + absl::Seconds(1)).ok());
  ExpectWrongState(Open(10).status());
  ExpectWrongState(Void(1, 1, 10));
  EXPECT_TRUE(Progress().spent);
}

}  // namespace
}  // namespace ginnel::sharing
