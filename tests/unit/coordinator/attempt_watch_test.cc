// SPDX-License-Identifier: Apache-2.0
#include "coordinator/attempt_watch.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/reason.h"

namespace ginnel::coordinator {
namespace {

using Report = v1::NodeMessage::Report;

Report Uploaded(const std::string& data_to = "2026-03-31") {
  Report report;
  report.set_outcome(Report::OUTCOME_UPLOADED);
  report.mutable_envelope()->set_member("somebody else");
  report.mutable_envelope()->set_data_to(data_to);
  return report;
}
Report Refused(v1::Reason reason) {
  Report report;
  report.set_outcome(Report::OUTCOME_REFUSED);
  report.set_reason(reason);
  return report;
}

class AttemptWatchTest : public testing::Test {
 protected:
  AttemptWatch watch_{"query", {"north", "south"}};
};

TEST_F(AttemptWatchTest, GivesTheEnvelopesInRosterOrderUnderTheCallersNames) {
  watch_.Reported("south", Uploaded("2026-02-28"));
  std::thread last([&] { watch_.Reported("north", Uploaded()); });
  const auto members = watch_.WaitForAll(absl::Seconds(20));
  last.join();
  ASSERT_TRUE(members.ok()) << members.status();
  ASSERT_EQ(members->size(), 2u);
  EXPECT_EQ((*members)[0].member(), "north");
  EXPECT_EQ((*members)[1].member(), "south");
  EXPECT_EQ((*members)[1].data_to(), "2026-02-28");
  EXPECT_EQ((*members)[1].state(), v1::MEMBER_STATE_CONTRIBUTED);
}

TEST_F(AttemptWatchTest, TakesNothingFromANodeButDates) {
  watch_.Reported("north", Uploaded("there are 1234 people"));
  watch_.Reported("south", Uploaded());
  const auto members = watch_.WaitForAll(absl::ZeroDuration());
  ASSERT_TRUE(members.ok());
  EXPECT_EQ((*members)[0].data_to(), "");
}

TEST_F(AttemptWatchTest, NamesWhoDidNotReport) {
  watch_.Reported("north", Uploaded());
  const auto members = watch_.WaitForAll(absl::ZeroDuration());
  EXPECT_TRUE(absl::IsDeadlineExceeded(members.status()));
  EXPECT_NE(members.status().message().find("no report from south"), std::string::npos);
}

TEST_F(AttemptWatchTest, EndsWithTheFirstRefusal) {
  watch_.Reported("north", Uploaded());
  watch_.Reported("south", Refused(v1::REASON_VARIABLE_NOT_OFFERED));
  watch_.Reported("north", Refused(v1::REASON_UNAVAILABLE));
  const auto members = watch_.WaitForAll(absl::Seconds(20));
  EXPECT_TRUE(absl::IsPermissionDenied(members.status()));
  EXPECT_EQ(ReasonOf(members.status()), v1::REASON_VARIABLE_NOT_OFFERED);
  EXPECT_NE(watch_.status().message().find("south"), std::string::npos);
}

TEST_F(AttemptWatchTest, TellsAShortageFromARefusal) {
  watch_.Reported("north", Refused(v1::REASON_UNAVAILABLE));
  EXPECT_TRUE(absl::IsUnavailable(watch_.status()));
}

TEST_F(AttemptWatchTest, EndsWhenANodeGoesBeforeItReported) {
  watch_.Reported("north", Uploaded());
  watch_.Disconnected("north");  // it has done its part
  EXPECT_TRUE(watch_.status().ok());
  watch_.Disconnected("south");
  EXPECT_TRUE(absl::IsUnavailable(watch_.status()));
}

TEST_F(AttemptWatchTest, HearsNobodyWhoIsNotOnTheRoster) {
  watch_.Reported("hospital", Refused(v1::REASON_QUERY_INVALID));
  watch_.Disconnected("hospital");
  EXPECT_TRUE(watch_.status().ok());
}

TEST_F(AttemptWatchTest, IsStoppedByWhatConcernsItAlone) {
  const absl::Status why = absl::PermissionDeniedError("taken back");
  EXPECT_FALSE(watch_.Stop("another query", "", why));
  EXPECT_FALSE(watch_.Stop("", "stranger", why));
  EXPECT_TRUE(watch_.status().ok());
  EXPECT_TRUE(watch_.Stop("query", "", why));
  EXPECT_EQ(watch_.status(), why);
  EXPECT_TRUE(watch_.Stop("", "south", absl::AbortedError("later")));
  EXPECT_EQ(watch_.status(), why);  // the first word counts
}

}  // namespace
}  // namespace ginnel::coordinator
