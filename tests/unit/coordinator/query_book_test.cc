// SPDX-License-Identifier: Apache-2.0
#include "coordinator/query_book.h"

#include <gtest/gtest.h>

#include "base/reason.h"
#include "tests/unit/coordinator/any_log.h"
#include "tests/unit/store/store_folder.h"

namespace ginnel::coordinator {
namespace {

v1::Envelope EnvelopeOf(const std::string& payload) {
  v1::Envelope envelope;
  envelope.set_payload(payload);
  return envelope;
}

const std::string kFirst = "aaaaaaaa" + std::string(56, '1');
const std::string kSecond = "aaaaaaaa" + std::string(56, '2');

class QueryBookTest : public store::StoreFolder {
 protected:
  QueryBookTest() {
    Reopen();
    Add(kFirst, "2026-05-01T12:00:00Z");
  }
  void Reopen() {
    book_.reset();
    database_.reset();
    database_ = *store::Database::Open(Path("book.db"), store::KeyOf(7), {QueryBook::Schema(), 2});
    log_ = std::make_unique<AnyLog>(*database_);
    book_ = std::make_unique<QueryBook>(*database_, *log_);
  }
  void Add(const std::string& digest, const std::string& at) {
    v1::QueryStatus status;
    status.set_query_digest(digest);
    status.set_author("analyst@office");
    status.set_submitted_at(at);
    status.set_state(v1::QUERY_STATE_AWAITING_APPROVAL);
    ASSERT_TRUE(book_->Add(status, EnvelopeOf("query")).ok());
  }
  Attempt AttemptOf(uint32_t n, uint32_t number) {
    Attempt attempt;
    attempt.run_id = std::to_string(n) + "-" + std::to_string(number);
    attempt.query = kFirst;
    attempt.n = n;
    attempt.number = number;
    *attempt.package.mutable_run() = EnvelopeOf("run");
    return attempt;
  }
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<AnyLog> log_;
  std::unique_ptr<QueryBook> book_;
};

TEST_F(QueryBookTest, KeepsAQueryOnceAndOverARestart) {
  ASSERT_TRUE(book_->SetState(kFirst, v1::QUERY_STATE_APPROVED, "all").ok());
  Add(kFirst, "2026-06-01T12:00:00Z");  // the same again
  Reopen();
  const auto entry = book_->Get(kFirst);
  ASSERT_TRUE(entry.ok());
  EXPECT_EQ(entry->status.state(), v1::QUERY_STATE_APPROVED);
  EXPECT_EQ(entry->status.detail(), "all");
  EXPECT_EQ(entry->query.payload(), "query");
}

TEST_F(QueryBookTest, SaysWhatIsNotThere) {
  EXPECT_EQ(ReasonOf(book_->Get(kSecond).status()), v1::REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(book_->SetState(kSecond, v1::QUERY_STATE_FAILED, "")), v1::REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(book_->Release(kFirst, 0).status()), v1::REASON_NOT_FOUND);
  EXPECT_TRUE(book_->Attempts(kSecond)->empty());
}

TEST_F(QueryBookTest, FindsAQueryByAUniquePrefix) {
  EXPECT_EQ(*book_->Resolve("aaaaaaaa"), kFirst);
  EXPECT_EQ(*book_->Resolve(kFirst), kFirst);
  Add(kSecond, "2026-05-02T12:00:00Z");
  EXPECT_EQ(ReasonOf(book_->Resolve("aaaaaaaa").status()), v1::REASON_MALFORMED);
  EXPECT_EQ(*book_->Resolve("aaaaaaaa2"), kSecond);
  EXPECT_EQ(ReasonOf(book_->Resolve("bbbbbbbb").status()), v1::REASON_NOT_FOUND);
  for (const char* bad : {"", "aaaaaaa", "AAAAAAAA", "aaaaaaa%", "aaaaaaaa'"}) {
    EXPECT_EQ(ReasonOf(book_->Resolve(bad).status()), v1::REASON_MALFORMED) << bad;
  }
}

TEST_F(QueryBookTest, ListsQueriesInTheOrderInWhichTheyCame) {
  Add(kSecond, "2026-04-30T12:00:00Z");
  EXPECT_EQ(*book_->List(), (std::vector<std::string>{kSecond, kFirst}));
}

TEST_F(QueryBookTest, KeepsOneDecisionOfEachMember) {
  EXPECT_TRUE(
      book_->AddDecision(kFirst, "south", "ig-lead@south", EnvelopeOf("yes"), {}, absl::UnixEpoch())
          .ok());
  EXPECT_TRUE(
      book_->AddDecision(kFirst, "south", "ig-lead@south", EnvelopeOf("yes"), {}, absl::UnixEpoch())
          .ok());
  EXPECT_TRUE(absl::IsAlreadyExists(book_->AddDecision(kFirst, "south", "ig-lead@south",
                                                       EnvelopeOf("no"), {}, absl::UnixEpoch())));
  EXPECT_TRUE(
      book_->AddDecision(kFirst, "north", "ig-lead@north", EnvelopeOf("no"), {}, absl::UnixEpoch())
          .ok());
  const auto entry = book_->Get(kFirst);
  ASSERT_EQ(entry->decisions.size(), 2u);
  EXPECT_EQ(entry->decisions[0].payload(), "no");
}

TEST_F(QueryBookTest, KeepsTheRemarkOfADecisionBesideIt) {
  v1::Remark remark;
  remark.set_text("why");
  ASSERT_TRUE(book_
                  ->AddDecision(kFirst, "south", "ig-lead@south", EnvelopeOf("yes"), remark,
                                absl::UnixEpoch())
                  .ok());
  EXPECT_EQ(book_->Get(kFirst)->remarks.at(0).text(), "why");
  ASSERT_TRUE(book_->EraseRemarks(absl::UnixEpoch()).ok());
  EXPECT_EQ(book_->Get(kFirst)->remarks.at(0).text(), "why");
  ASSERT_TRUE(book_->EraseRemarks(absl::UnixEpoch() + absl::Seconds(1)).ok());
  EXPECT_EQ(book_->Get(kFirst)->remarks.at(0).text(), "");
  EXPECT_EQ(book_->Get(kFirst)->decisions.size(), 1u);
}

TEST_F(QueryBookTest, LetsAMemberDecideAgainWhoseApprovalWasTakenBack) {
  ASSERT_TRUE(
      book_->AddDecision(kFirst, "south", "ig-lead@south", EnvelopeOf("yes"), {}, absl::UnixEpoch())
          .ok());
  ASSERT_TRUE(book_
                  ->TakeBack(kFirst, "south", crypto::Sha256("yes"), EnvelopeOf("not any more"), {},
                             absl::UnixEpoch())
                  .ok());
  EXPECT_TRUE(book_->Get(kFirst)->decisions.empty());
  EXPECT_TRUE(
      book_->AddDecision(kFirst, "south", "ig-lead@south", EnvelopeOf("no"), {}, absl::UnixEpoch())
          .ok());
}

TEST_F(QueryBookTest, TakesNoDecisionOnAQueryThatIsNotThere) {
  EXPECT_FALSE(
      book_
          ->AddDecision(kSecond, "south", "ig-lead@south", EnvelopeOf("yes"), {}, absl::UnixEpoch())
          .ok());
}

TEST_F(QueryBookTest, CountsAnAuthorsQueriesSinceATime) {
  Add(kSecond, "2026-05-03T12:00:00Z");
  const absl::Time noon = absl::FromCivil(absl::CivilHour(2026, 5, 1, 12), absl::UTCTimeZone());
  EXPECT_EQ(*book_->QueriesSince("analyst@office", noon), 2);
  EXPECT_EQ(*book_->QueriesSince("analyst@office", noon + absl::Seconds(1)), 1);
  EXPECT_EQ(*book_->QueriesSince("doctor@north", noon), 0);
}

TEST_F(QueryBookTest, KeepsAttemptsInOrderAndEachOnce) {
  ASSERT_TRUE(book_->AddAttempt(AttemptOf(2, 1)).ok());
  ASSERT_TRUE(book_->AddAttempt(AttemptOf(1, 2)).ok());
  ASSERT_TRUE(book_->AddAttempt(AttemptOf(1, 1)).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(book_->AddAttempt(AttemptOf(1, 1))));
  Attempt same_place = AttemptOf(1, 1);
  same_place.run_id = "another";
  EXPECT_TRUE(absl::IsAlreadyExists(book_->AddAttempt(same_place)));
  Reopen();
  const auto attempts = book_->Attempts(kFirst);
  ASSERT_EQ(attempts->size(), 3u);
  EXPECT_EQ((*attempts)[0].run_id, "1-1");
  EXPECT_EQ((*attempts)[1].run_id, "1-2");
  EXPECT_EQ((*attempts)[2].run_id, "2-1");
  EXPECT_EQ((*attempts)[0].state, AttemptState::kStarted);
  EXPECT_EQ((*attempts)[0].package.run().payload(), "run");
}

TEST_F(QueryBookTest, KeepsWhatAnAttemptNeedsToBeEnded) {
  ASSERT_TRUE(book_->AddAttempt(AttemptOf(1, 1)).ok());
  v1::MemberEnvelope member;
  member.set_member("north");
  ASSERT_TRUE(book_->SetReady("1-1", {member}, "salt").ok());
  ASSERT_TRUE(book_->AddAttempt(AttemptOf(1, 2)).ok());
  ASSERT_TRUE(book_->SetVoided("1-2", {EnvelopeOf("word")}).ok());
  Reopen();
  const auto attempts = book_->Attempts(kFirst);
  EXPECT_EQ((*attempts)[0].state, AttemptState::kReady);
  EXPECT_EQ((*attempts)[0].members.at(0).member(), "north");
  EXPECT_EQ((*attempts)[0].opening_salt, "salt");
  EXPECT_EQ((*attempts)[1].state, AttemptState::kVoided);
  EXPECT_EQ((*attempts)[1].voids.at(0).payload(), "word");
}

TEST_F(QueryBookTest, ReleasesARunOnceOrNotAtAll) {
  ASSERT_TRUE(book_->AddAttempt(AttemptOf(1, 1)).ok());
  ASSERT_TRUE(book_->AddAttempt(AttemptOf(2, 1)).ok());
  ASSERT_TRUE(book_->AddRelease(kFirst, 1, "1-1", EnvelopeOf("first"), EnvelopeOf("said"), 1).ok());
  EXPECT_EQ(book_->Get(kFirst)->status.state(), v1::QUERY_STATE_RELEASED);
  EXPECT_EQ(book_->Get(kFirst)->status.runs_used(), 1u);
  // A second release of the same run changes nothing, the state included.
  ASSERT_TRUE(book_->SetState(kFirst, v1::QUERY_STATE_RUNNING, "").ok());
  EXPECT_TRUE(absl::IsAlreadyExists(
      book_->AddRelease(kFirst, 1, "2-1", EnvelopeOf("other"), EnvelopeOf("said"), 9)));
  EXPECT_EQ(book_->Get(kFirst)->status.state(), v1::QUERY_STATE_RUNNING);
  EXPECT_EQ(book_->Get(kFirst)->status.runs_used(), 1u);
  EXPECT_EQ((*book_->Attempts(kFirst))[1].state, AttemptState::kStarted);
  EXPECT_EQ(book_->Release(kFirst, 1)->payload(), "first");
}

TEST_F(QueryBookTest, GivesTheNewestReleaseUnlessOneIsNamed) {
  ASSERT_TRUE(book_->AddRelease(kFirst, 1, "1-1", EnvelopeOf("first"), EnvelopeOf("said"), 1).ok());
  ASSERT_TRUE(
      book_->AddRelease(kFirst, 2, "2-1", EnvelopeOf("second"), EnvelopeOf("said"), 2).ok());
  EXPECT_EQ(book_->Release(kFirst, 0)->payload(), "second");
  EXPECT_EQ(book_->Release(kFirst, 1)->payload(), "first");
  EXPECT_FALSE(book_->Release(kFirst, 3).ok());
}

}  // namespace
}  // namespace ginnel::coordinator
