// SPDX-License-Identifier: Apache-2.0
#include "cli/register/quarter_report.h"

#include "base/calendar.h"
#include "tests/unit/cli_register/cli_room.h"

namespace ginnel::cli {
namespace {

using testing::HasSubstr;

v1::PublicQuery Asked(const std::string& submitted) {
  v1::PublicQuery query;
  query.set_submitted_at(submitted);
  query.set_not_after("2026-06-30");
  query.add_members("north");
  query.add_members("south");
  return query;
}

void Say(v1::PublicQuery& query, v1::PublicWord::Kind kind, const std::string& member,
         const std::string& at) {
  v1::PublicWord& word = *query.add_words();
  word.set_kind(kind);
  word.set_member(member);
  word.set_at(at);
}

v1::QuarterReport Report(const v1::PublicRecord& record, const std::string& quarter = "2026-Q2",
                         const std::string& now = "2026-07-15T00:00:00Z") {
  return ReportQuarter(record, *ParseQuarter(quarter), *ParseRfc3339(now));
}

constexpr auto kYes = v1::PublicWord::KIND_APPROVED;
constexpr auto kNo = v1::PublicWord::KIND_REFUSED;
constexpr auto kBack = v1::PublicWord::KIND_TOOK_BACK;

TEST(Quarter, IsThreeMonthsOfUtc) {
  const Quarter quarter = *ParseQuarter("2026-Q4");
  EXPECT_EQ(ToRfc3339(quarter.first), "2026-10-01T00:00:00Z");
  EXPECT_EQ(ToRfc3339(quarter.end), "2027-01-01T00:00:00Z");
  for (const char* wrong : {"", "2026", "2026-Q5", "2026-Q0", "2026Q2", "26-Q2", "2026-Q22"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseQuarter(wrong).status())) << wrong;
  }
}

TEST(QuarterReport, CountsAQueryAsApprovedWhenTheLastMemberHasApproved) {
  v1::PublicRecord record;
  v1::PublicQuery& query = *record.add_queries();
  query = Asked("2026-06-28T00:00:00Z");
  Say(query, kYes, "north", "2026-06-29T00:00:00Z");
  EXPECT_EQ(Report(record).approved(), 0u);
  Say(query, kYes, "south", "2026-07-02T00:00:00Z");
  EXPECT_EQ(Report(record).approved(), 0u);
  EXPECT_EQ(Report(record, "2026-Q3").approved(), 1u);
  EXPECT_EQ(Report(record).asked(), 1u);
  EXPECT_EQ(Report(record, "2026-Q3").asked(), 0u);
}

TEST(QuarterReport, AnApprovalThatWasTakenBackDoesNotCompleteTheRoster) {
  v1::PublicRecord record;
  v1::PublicQuery& query = *record.add_queries();
  query = Asked("2026-05-01T00:00:00Z");
  Say(query, kYes, "north", "2026-05-02T00:00:00Z");
  Say(query, kBack, "north", "2026-05-03T00:00:00Z");
  Say(query, kYes, "south", "2026-05-04T00:00:00Z");
  EXPECT_EQ(Report(record).approved(), 0u);
  EXPECT_EQ(Report(record).revocations(), 1u);
}

TEST(QuarterReport, GivesMedianAndLongestTimeOfEachMember) {
  v1::PublicRecord record;
  for (const char* decided :
       {"2026-05-02T00:00:00Z", "2026-05-04T00:00:00Z", "2026-05-11T00:00:00Z"}) {
    v1::PublicQuery& query = *record.add_queries();
    query = Asked("2026-05-01T00:00:00Z");
    Say(query, kYes, "north", decided);
  }
  const v1::QuarterReport report = Report(record);
  ASSERT_EQ(report.members_size(), 1);
  EXPECT_EQ(report.members(0).member(), "north");
  EXPECT_EQ(report.members(0).decisions(), 3u);
  EXPECT_DOUBLE_EQ(report.members(0).median_days(), 3);
  EXPECT_DOUBLE_EQ(report.members(0).longest_days(), 10);
}

TEST(QuarterReport, HasNoTimeToDecideWhereNothingSaysWhenAQueryCame) {
  v1::PublicRecord record;
  v1::PublicQuery& query = *record.add_queries();
  query = Asked("");
  Say(query, kNo, "north", "2026-05-02T00:00:00Z");
  *record.add_queries() = Asked("");
  const v1::QuarterReport report = Report(record);
  EXPECT_EQ(report.asked(), 1u);  // by its first decision
  EXPECT_EQ(report.asked_undated(), 1u);
  EXPECT_EQ(report.refused(), 1u);
  EXPECT_EQ(report.members(0).decisions(), 1u);
  EXPECT_EQ(report.members(0).timed(), 0u);
}

TEST(QuarterReport, AQueryHasExpiredWhenItsDayIsOverAndNothingCameOfIt) {
  v1::PublicRecord record;
  *record.add_queries() = Asked("2026-05-01T00:00:00Z");
  EXPECT_EQ(Report(record, "2026-Q2", "2026-06-30T12:00:00Z").expired(), 0u);
  EXPECT_EQ(Report(record, "2026-Q2", "2026-07-01T00:00:00Z").expired(), 1u);
  EXPECT_EQ(Report(record, "2026-Q3").expired(), 0u);
  record.mutable_queries(0)->add_releases()->set_released_at("2026-05-09T00:00:00Z");
  EXPECT_EQ(Report(record).expired(), 0u);
  EXPECT_EQ(Report(record).releases(), 1u);
}

class RegisterReport : public CliRoom {};

TEST_F(RegisterReport, IsOfTheVerifiedRegisterWithTheCoordinatorsTimes) {
  v1::QueryStatus& status = *office_.queries.add_queries();
  status.set_query_digest(Release());
  status.set_submitted_at("2026-04-29T09:00:00Z");
  const CommandResult result =
      Run({"register", "report", "--quarter", "2026-Q2", "--as", Person("analyst@office")});
  ASSERT_EQ(result.exit_code, kOk) << result.error;
  EXPECT_THAT(result.out, HasSubstr("queries asked        1"));
  EXPECT_THAT(result.out, HasSubstr("approved by all      1"));
  EXPECT_THAT(result.out, HasSubstr("releases             1, of which shadow 1"));
  EXPECT_THAT(result.out, HasSubstr("2.0, 2.0 over 1"));
  EXPECT_EQ(
      Run({"register", "report", "--quarter", "Q2", "--as", Person("analyst@office")}).exit_code,
      kInvalidInput);
}

}  // namespace
}  // namespace ginnel::cli
