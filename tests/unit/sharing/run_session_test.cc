// SPDX-License-Identifier: Apache-2.0
#include "sharing/run_session.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/reason.h"
#include "tests/unit/sharing/verified_run.h"

namespace ginnel::sharing {
namespace {

constexpr absl::Duration kLong = absl::Seconds(20);

query::Plan PlanOfTwo() {
  query::Plan plan;
  plan.cells = 2;
  plan.aggregates = {query::Aggregate{}};
  return plan;
}

ShareVector ShareOf(uint64_t first, size_t size = 2) {
  ShareVector share(size);
  share.own[0] = FieldElement::FromUint64(first);
  return share;
}

class RunSessionTest : public testing::Test {
 protected:
  RunSession session_{governance::VerifiedQueryForTest::Of(1, 1, 2, 10), PlanOfTwo()};
};

TEST_F(RunSessionTest, IsNamedByItsRunAndAttempt) {
  EXPECT_EQ(session_.context().run_id, session_.run().run_id().ToHex());
  EXPECT_EQ(session_.context().attempt, 2u);
}

TEST_F(RunSessionTest, GivesTheUploadsInRosterOrder) {
  ASSERT_TRUE(session_.AddUpload("east", ShareOf(3)).ok());
  ASSERT_TRUE(session_.AddUpload("north", ShareOf(1)).ok());
  ASSERT_TRUE(session_.AddUpload("south", ShareOf(2)).ok());
  EXPECT_EQ(session_.uploads(), 3u);
  const auto uploads = session_.TakeUploads(kLong);
  ASSERT_TRUE(uploads.ok()) << uploads.status();
  ASSERT_EQ(uploads->size(), 3u);
  for (uint64_t i = 0; i < 3; ++i) EXPECT_EQ((*uploads)[i].own[0].value(), i + 1);
}

TEST_F(RunSessionTest, WaitsForTheLastUpload) {
  ASSERT_TRUE(session_.AddUpload("east", ShareOf(3)).ok());
  ASSERT_TRUE(session_.AddUpload("north", ShareOf(1)).ok());
  std::thread last([&] { EXPECT_TRUE(session_.AddUpload("south", ShareOf(2)).ok()); });
  EXPECT_TRUE(session_.TakeUploads(kLong).ok());
  last.join();
}

TEST_F(RunSessionTest, NamesTheMembersThatAreMissing) {
  ASSERT_TRUE(session_.AddUpload("south", ShareOf(2)).ok());
  const auto uploads = session_.TakeUploads(absl::ZeroDuration());
  EXPECT_TRUE(absl::IsDeadlineExceeded(uploads.status()));
  EXPECT_EQ(ReasonOf(uploads.status()), v1::REASON_UNAVAILABLE);
  EXPECT_NE(uploads.status().message().find("north, east"), std::string::npos);
}

TEST_F(RunSessionTest, RefusesWhoIsNotOnTheRoster) {
  for (const char* stranger : {"hospital", "", "northern"}) {
    EXPECT_EQ(ReasonOf(session_.AddUpload(stranger, ShareOf(1))), v1::REASON_ROSTER_MISMATCH);
  }
  EXPECT_EQ(session_.uploads(), 0u);
}

TEST_F(RunSessionTest, RefusesAnotherLength) {
  for (size_t size : {1u, 3u}) {
    EXPECT_EQ(ReasonOf(session_.AddUpload("north", ShareOf(1, size))), v1::REASON_MALFORMED);
  }
}

TEST_F(RunSessionTest, TakesTheSameUploadAgainAndNoOther) {
  ASSERT_TRUE(session_.AddUpload("north", ShareOf(1)).ok());
  EXPECT_TRUE(session_.AddUpload("north", ShareOf(1)).ok());
  const absl::Status other = session_.AddUpload("north", ShareOf(2));
  EXPECT_TRUE(absl::IsAlreadyExists(other)) << other;
  EXPECT_EQ(session_.uploads(), 1u);
}

TEST_F(RunSessionTest, GivesTheUploadsOnce) {
  for (const char* member : {"north", "south", "east"}) {
    ASSERT_TRUE(session_.AddUpload(member, ShareOf(1)).ok());
  }
  ASSERT_TRUE(session_.TakeUploads(kLong).ok());
  EXPECT_FALSE(session_.TakeUploads(kLong).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(session_.AddUpload("north", ShareOf(2))));
}

TEST_F(RunSessionTest, EndsAllWaitingWhenItIsClosed) {
  std::thread uploads([&] { EXPECT_EQ(session_.TakeUploads(kLong).status().message(), "voided"); });
  std::thread message(
      [&] { EXPECT_EQ(session_.mailbox().Take(1, 2, kLong).status().message(), "voided"); });
  session_.Close(absl::AbortedError("voided"));
  uploads.join();
  message.join();
  EXPECT_EQ(session_.AddUpload("north", ShareOf(1)).message(), "voided");
}

}  // namespace
}  // namespace ginnel::sharing
