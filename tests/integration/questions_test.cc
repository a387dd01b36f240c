// SPDX-License-Identifier: Apache-2.0
//
// Every ready question in models/queries that one sector can answer, through the whole path on a
// small city: submitted, approved by every member that it asks, run and released.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/files.h"
#include "ginnel/v1/release.pb.h"
#include "google/protobuf/util/json_util.h"
#include "tests/integration/city.h"
#include "tests/integration/federation.h"

namespace ginnel::integration {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr int kPeople = 12'000;

class QuestionsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto city = City(kPeople);
    ASSERT_TRUE(city.ok()) << city.status();
    auto opened = Federation::Open(WholeCity(*city));
    ASSERT_TRUE(opened.ok()) << opened.status();
    federation_ = *std::move(opened);
  }
  static void TearDownTestSuite() { federation_.reset(); }

  // The answer to a ready question, which is asked once.
  static const v1::Release& Ask(const std::string& name) {
    static std::map<std::string, v1::Release> answers;
    const auto known = answers.find(name);
    return known != answers.end() ? known->second : answers[name] = AskAnew(name);
  }

  static std::unique_ptr<Federation> federation_;

 private:
  static v1::Release AskAnew(const std::string& name) {
    v1::Release release;
    const auto text = ReadFile(std::string(GINNEL_SOURCE_DIR) + "/models/queries/" + name);
    EXPECT_TRUE(text.ok()) << text.status();
    if (!text.ok()) return release;
    const auto query = federation_->Submit(
        absl::StrReplaceAll(*text, {{"not_after: 2027-03-31", "not_after: " + DayFromToday(90)}}));
    EXPECT_TRUE(query.ok()) << name << ": " << query.status();
    if (!query.ok()) return release;
    EXPECT_TRUE(federation_->ApproveByAll(*query).ok()) << name;
    const auto ended = federation_->RunToEnd(query->query_digest());
    EXPECT_TRUE(ended.ok()) << name << ": " << ended.status();
    if (!ended.ok()) return release;
    EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << name << ": " << ended->detail();
    const auto json = federation_->Release(query->query_digest(), "json");
    EXPECT_TRUE(json.ok()) << name << ": " << json.status();
    if (json.ok()) {
      EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(*json, &release).ok()) << name;
    }
    return release;
  }
};

std::unique_ptr<Federation> QuestionsTest::federation_;

bool IsTotal(const v1::ReleasedCell& cell) {
  return std::find(cell.labels().begin(), cell.labels().end(), "all") != cell.labels().end();
}

double NumberOf(const std::string& text) {
  double number = 0;
  EXPECT_TRUE(absl::SimpleAtod(text, &number)) << text;
  return number;
}

const v1::ReleasedCell* Find(const v1::Release& release, const std::string& measure,
                             const std::vector<std::string>& labels) {
  for (const v1::ReleasedCell& cell : release.cells()) {
    if (cell.measure() == measure &&
        std::equal(labels.begin(), labels.end(), cell.labels().begin(), cell.labels().end())) {
      return &cell;
    }
  }
  return nullptr;
}

// Told only where no group or age has too few people with the condition, as some have in so small
// a city.
bool NeedsMorePeople(const std::string& measure) {
  return measure == "Diabetes ratio" || measure == "Slope index of COPD";
}

TEST_F(QuestionsTest, EachIsAnsweredThroughTheWholePath) {
  std::vector<std::string> names;
  for (const auto& entry :
       fs::directory_iterator(std::string(GINNEL_SOURCE_DIR) + "/models/queries")) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  ASSERT_GE(names.size(), 20u);
  for (const std::string& name : names) {
    const v1::Release& release = Ask(name);
    std::map<std::string, int> shown;  // by measure
    for (const v1::ReleasedCell& cell : release.cells()) {
      shown[cell.measure()] += cell.value().empty() && cell.high().empty() ? 0 : 1;
      EXPECT_NE(cell.state(), v1::CELL_STATE_UNSPECIFIED) << name;
    }
    for (const std::string& measure : release.measures()) {
      if (NeedsMorePeople(measure)) continue;
      EXPECT_GT(shown[measure], 0) << name << ": nothing at all is told of " << measure;
    }
  }
}

TEST_F(QuestionsTest, SegmentsAddUpToThePopulation) {
  const v1::Release& release = Ask("leeds-segments.yaml");
  double segments = 0;
  double slack = 0;
  for (const v1::ReleasedCell& cell : release.cells()) {
    if (cell.measure() != "People" || IsTotal(cell)) continue;
    segments += cell.value().empty() ? 0 : NumberOf(cell.value());
    slack += cell.value().empty() ? 7 : 2.5;
  }
  EXPECT_NEAR(segments, kPeople, slack);
}

TEST_F(QuestionsTest, PersonYearsCountThoseWhoDiedForTheTimeThatTheyLived) {
  const v1::Release& release = Ask("leeds-segment-budgets.yaml");
  const v1::ReleasedCell* people = Find(release, "People", {"all"});
  const v1::ReleasedCell* days = Find(release, "Registered days", {"all"});
  const v1::ReleasedCell* deaths = Find(release, "Deaths", {"all"});
  ASSERT_TRUE(people != nullptr && days != nullptr && deaths != nullptr);
  // More people than on any one day, fewer person-years than people.
  EXPECT_GT(NumberOf(people->value()), kPeople);
  EXPECT_LT(NumberOf(days->value()) / 365.25, NumberOf(people->value()));
  EXPECT_GT(NumberOf(deaths->value()), 0);
}

TEST_F(QuestionsTest, ATrendHasAMonthForEachLabelAndNoTotalOverMonths) {
  const v1::Release& release = Ask("monthly-emergency-admissions.yaml");
  std::map<std::string, int> months;
  for (const v1::ReleasedCell& cell : release.cells()) ++months[cell.labels(0)];
  EXPECT_EQ(months.size(), 36u);
  EXPECT_EQ(months.count("all"), 0u);
  EXPECT_EQ(months.count("2023-04"), 1u);
  EXPECT_EQ(months.count("2026-03"), 1u);
}

TEST_F(QuestionsTest, ACohortHasTheSamePeopleInEveryMonth) {
  const v1::Release& release = Ask("frail-cohort-over-time.yaml");
  std::map<std::string, std::set<std::string>> people;  // by group
  std::set<std::string> months;
  for (const v1::ReleasedCell& cell : release.cells()) {
    if (cell.measure() != "People") continue;
    people[cell.labels(1)].insert(cell.value());
    months.insert(cell.labels(0));
  }
  EXPECT_EQ(months.size(), 24u);
  EXPECT_GE(people.size(), 4u);
  for (const auto& [group, values] : people) EXPECT_EQ(values.size(), 1u) << group;
}

TEST_F(QuestionsTest, MonthsAroundAnAdmissionHaveEverybodyAndTheAdmissionInTheFirstAfterIt) {
  const v1::Release& release = Ask("months-around-admission.yaml");
  const std::string spend = "Non-elective spend per person";
  const v1::ReleasedCell* before = Find(release, spend, {"6 before"});
  const v1::ReleasedCell* first = Find(release, spend, {"1 after"});
  ASSERT_TRUE(before != nullptr && first != nullptr);
  EXPECT_GT(NumberOf(first->value()), 2 * NumberOf(before->value()));
  EXPECT_EQ(Find(release, "People", {"12 before"})->value(),
            Find(release, "People", {"12 after"})->value());
}

TEST_F(QuestionsTest, OfASetAreAskedTogetherAndReadAsIndicators) {
  const std::string set = std::string(GINNEL_SOURCE_DIR) + "/models/indicators/strategic.yaml";
  const std::string analyst = federation_->PersonFolder("analyst@place-office");
  const Outcome wrong =
      federation_->Ginnel({"query", "series", set, "--at", "2026-02-01", "--as", analyst});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("comes round every 3 months"));
  const Outcome submitted = federation_->Ginnel(
      {"query", "series", set, "--at", "2026-01-01", "--submit", "--as", analyst});
  ASSERT_EQ(submitted.exit_code, 0) << submitted.err;
  const std::vector<std::string> lines = absl::StrSplit(submitted.out, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 3u) << submitted.out;
  for (const std::string& line : lines) {
    const std::string digest = line.substr(0, line.find(' '));
    const auto status = federation_->Show(digest);
    ASSERT_TRUE(status.ok()) << status.status();
    ASSERT_TRUE(federation_->ApproveByAll(*status).ok());
    const auto ended = federation_->RunToEnd(digest);
    ASSERT_TRUE(ended.ok()) << ended.status();
    EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();
  }
  const Outcome report = federation_->Ginnel({"query", "series", set, "--as", analyst});
  ASSERT_EQ(report.exit_code, 0) << report.err;
  EXPECT_THAT(report.out, HasSubstr("target      1.8 by 2028-03-31"));
  EXPECT_THAT(report.out, HasSubstr("2026-01-01  "));
  EXPECT_THAT(report.out, HasSubstr("of the way to the target"));
}

TEST_F(QuestionsTest, OfSegmentsIsRankedByTheWeightsOfAFile) {
  const std::string digest = Ask("accelerator-table.yaml").query_digest();
  const Outcome ranked =
      federation_->Ginnel({"release", "rank", digest, "--weights",
                           std::string(GINNEL_SOURCE_DIR) + "/models/rankings/accelerator.yaml",
                           "--as", federation_->PersonFolder("analyst@place-office")});
  ASSERT_EQ(ranked.exit_code, 0) << ranked.err;
  EXPECT_THAT(ranked.out, HasSubstr("weight 3 (25.0 %)"));
  EXPECT_THAT(ranked.out, HasSubstr("Frailty"));
  EXPECT_THAT(ranked.out, HasSubstr(digest));
}

TEST_F(QuestionsTest, OfTheServicePortfolioSplitTheSpendOfASettingByNetwork) {
  const v1::Release& release = Ask("portfolio-acute.yaml");
  const auto total = [&](const std::vector<std::string>& measures) {
    double sum = 0;
    for (const std::string& measure : measures) {
      const v1::ReleasedCell* cell = Find(release, measure, {"all"});
      EXPECT_TRUE(cell != nullptr && NumberOf(cell->value()) > 0) << measure;
      sum += cell == nullptr ? 0 : NumberOf(cell->value());
    }
    return sum;
  };
  // Every acute event of the city is of one network; each mean is rounded to three figures.
  const double networks = total(
      {"Urgent and emergency spend", "Planned and cancer spend", "Children and maternity spend"});
  EXPECT_NEAR(networks / total({"Elective spend", "Non-elective spend"}), 1, 0.02);
}

TEST_F(QuestionsTest, ThatNeedsTooManyCodesIsRefusedBeforeAnythingIsSigned) {
  const Outcome outcome = federation_->Ginnel(
      {"query", "check",
       std::string(GINNEL_SOURCE_DIR) + "/models/queries/linked/cost-of-segments.yaml", "--as",
       federation_->PersonFolder("analyst@place-office")});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("The cheapest change that would fit"));
}

}  // namespace
}  // namespace ginnel::integration
