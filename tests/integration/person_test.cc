// SPDX-License-Identifier: Apache-2.0
//
// What a person can ask of the member that holds them, while its node serves: the next release is
// without them, and nothing was started again.
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/files.h"
#include "tests/integration/city.h"
#include "tests/integration/test_number.h"

namespace ginnel::integration {
namespace {

constexpr const char* kMember = "my-practice";
constexpr int kOld = 13;    // of 75 or more: shown as 15, and 12 as 10
constexpr int kAdult = 18;  // of 18 to 74: shown as 20, and 17 as 15
constexpr int kMostSteps = 40;

class PersonTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string csv = "nhs_number,born\n";
    for (int i = 0; i < kOld + kAdult; ++i)
      absl::StrAppend(&csv, TestNumber(i), i < kOld ? ",1940-01\n" : ",1980-01\n");
    mapping_ = files_.path() + "/mapping.yaml";
    const auto options = OneNetwork(kMember, files_.path(), csv);
    ASSERT_TRUE(options.ok()) << options.status();
    auto opened = Federation::Open(*options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    federation_ = std::move(*opened);
  }

  // `ginnel-node person VERB` about the i-th person.
  Outcome Person(std::vector<std::string> verb, const std::string& input,
                 const std::map<std::string, std::string>& environment = {}) {
    verb.insert(verb.begin(), {"ginnel-node", "person"});
    verb.insert(verb.end(), {"--dir", federation_->NodeFolder(kMember)});
    Launch launch;
    launch.command = verb;
    launch.input = input;
    launch.environment = environment;
    Outcome outcome = integration::Run(launch);
    said_ += outcome.out + outcome.err;
    return outcome;
  }
  Outcome Person(const std::vector<std::string>& verb, int i,
                 const std::map<std::string, std::string>& environment = {}) {
    return Person(verb, TestNumber(i) + "\n", environment);
  }

  // The next run of the query: released population by age band.
  std::map<std::string, std::string> RunNext() {
    const auto ended = federation_->RunToEnd(query_);
    EXPECT_TRUE(ended.ok()) << ended.status();
    if (!ended.ok()) return {};
    EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();
    const auto csv = federation_->Release(query_, "csv", ++runs_);
    EXPECT_TRUE(csv.ok()) << csv.status();
    std::map<std::string, std::string> people;
    for (const absl::string_view line : absl::StrSplit(csv.value_or(""), '\n')) {
      const std::vector<std::string> fields = absl::StrSplit(line, ',');
      if (fields.size() > 2 && fields[1] == "Population") people[fields[0]] = fields[2];
    }
    return people;
  }

  void Ask() {
    const auto query =
        federation_->Submit(absl::StrCat("title: How many\nnot_after: ", DayFromToday(90), R"(
purpose: population-health-planning
author: analyst@place-office
index_date: 2026-04-01
period: 2025/26
population: {of: held}
by: [banding age-bands]
measures: [people as Population]
across: [general_practice]
members: [my-practice]
profile: nhs-1-7-round-5
runs: 5
)"));
    ASSERT_TRUE(query.ok()) << query.status();
    const auto approved = federation_->ApproveByAll(*query);
    ASSERT_TRUE(approved.ok()) << approved.status();
    query_ = query->query_digest();
  }

  const TemporaryFolder files_;
  std::string mapping_;
  std::unique_ptr<Federation> federation_;
  std::string query_;
  int runs_ = 0;
  std::string said_;  // by all commands about people
};

TEST_F(PersonTest, ErasureObjectionAndIngestShowInTheNextReleaseOfARunningNode) {
  ASSERT_NO_FATAL_FAILURE(Ask());
  const pid_t node = (*federation_)[kMember].pid();
  std::map<std::string, std::string> people = RunNext();
  EXPECT_EQ(people["75+"], "15");
  EXPECT_EQ(people["18-74"], "20");

  const int old = 0, adult = kOld;
  Outcome shown = Person({"show"}, old);
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_TRUE(absl::StrContains(shown.out, "Birth month: 1940-01")) << shown.out;
  const Outcome erased = Person({"erase", "--yes"}, old);
  EXPECT_EQ(erased.exit_code, 0) << erased.err;
  EXPECT_TRUE(absl::StrContains(erased.out, "next ingest brings them back")) << erased.out;
  EXPECT_TRUE(absl::StrContains(erased.err, "\"person_erased\"")) << erased.err;
  shown = Person({"show"}, old);
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_TRUE(absl::StartsWith(shown.out, "Nothing is held of this person")) << shown.out;
  EXPECT_TRUE(absl::EndsWith(shown.out, "No objection stands.\n")) << shown.out;
  people = RunNext();
  EXPECT_EQ(people["75+"], "10");
  EXPECT_EQ(people["18-74"], "20");

  EXPECT_TRUE(absl::StartsWith(Person({"show", "--json"}, adult).out, "{\"held\":true"));
  const Outcome objected = Person({"object", "--yes"}, adult);
  EXPECT_EQ(objected.exit_code, 0) << objected.err;
  EXPECT_TRUE(absl::StrContains(objected.err, "\"objection_kept\"")) << objected.err;
  shown = Person({"show"}, adult);
  EXPECT_TRUE(absl::StrContains(shown.out, "An objection stands since")) << shown.out;
  people = RunNext();
  EXPECT_EQ(people["75+"], "10");
  EXPECT_EQ(people["18-74"], "15");

  // Who was erased comes back with the same files; who objected does not.
  const Outcome ingested = federation_->Ingest(kMember, mapping_);
  ASSERT_EQ(ingested.exit_code, 0) << ingested.err;
  EXPECT_TRUE(absl::StrContains(ingested.out, "objected: 1 person left out")) << ingested.out;
  people = RunNext();
  EXPECT_EQ(people["75+"], "15");
  EXPECT_EQ(people["18-74"], "15");

  EXPECT_EQ(Person({"withdraw-objection", "--yes"}, adult).exit_code, 0);
  ASSERT_EQ(federation_->Ingest(kMember, mapping_).exit_code, 0);
  people = RunNext();
  EXPECT_EQ(people["18-74"], "20");

  EXPECT_TRUE(federation_->Runs(kMember));
  EXPECT_EQ((*federation_)[kMember].pid(), node);
  const std::string log = (*federation_)[kMember].err();
  EXPECT_TRUE(absl::StrContains(log, "\"data_reloaded\"")) << log;
  for (int i : {old, adult}) EXPECT_FALSE(absl::StrContains(said_ + log, TestNumber(i)));
}

TEST_F(PersonTest, AnNhsNumberIsTakenFromStandardInputOnlyAndNeverRepeated) {
  const std::string wrong = "9991000019";  // its check digit does not fit
  for (const char* verb : {"show", "object", "erase", "withdraw-objection"}) {
    SCOPED_TRACE(verb);
    const bool show = std::string(verb) == "show";
    std::vector<std::string> words = {verb};
    if (!show) words.push_back("--yes");
    const Outcome misspelt = Person(words, wrong + "\n");
    EXPECT_EQ(misspelt.exit_code, 2) << misspelt.err;
    EXPECT_TRUE(absl::StrContains(misspelt.err, "check digit")) << misspelt.err;
    words.push_back(TestNumber(0));
    const Outcome argument = Person(words, "");
    EXPECT_EQ(argument.exit_code, 2) << argument.err;
    EXPECT_TRUE(absl::StrContains(argument.err, "never one")) << argument.err;
    words.back() = "--nhs-number=" + TestNumber(0);
    EXPECT_NE(Person(words, "").exit_code, 0);
    if (show) continue;
    const Outcome unsure = Person({verb}, 0);
    EXPECT_EQ(unsure.exit_code, 2) << unsure.err;
    EXPECT_TRUE(absl::StrContains(unsure.err, "--yes")) << unsure.err;
  }
  EXPECT_NE(Person({TestNumber(0)}, "").exit_code, 0);
  EXPECT_FALSE(absl::StrContains(said_, "999100"));
  EXPECT_TRUE(absl::StartsWith(Person({"show", "--json"}, 0).out, "{\"held\":true"));
  EXPECT_TRUE(
      absl::StartsWith(Person({"show", "--json"}, 500).out, "{\"held\":false,\"objection\":null"));
}

// Killed wherever it writes: the person and no mark, or the mark and no person, and everybody else
// is there.
TEST_F(PersonTest, AnObjectionDiesAtEachStepToDiskAndIsWholeOrNotAtAll) {
  int before = kOld + kAdult;
  bool kept_nothing = false;
  int step = 1;
  for (; step <= kMostSteps; ++step) {
    const Outcome objected = Person({"object", "--yes"}, step % before,
                                    {{"LD_PRELOAD", GINNEL_CRASH_POINT},
                                     {"GINNEL_CRASH_AT", absl::StrCat(step)},
                                     {"ASAN_OPTIONS", "verify_asan_link_order=0"}});
    const std::string after = Person({"show", "--json"}, step % before).out;
    const bool held = absl::StartsWith(after, "{\"held\":true,\"objection\":null,");
    ASSERT_TRUE(held || absl::StartsWith(after, "{\"held\":false,\"objection\":\"")) << after;
    if (objected.exit_code == 0) break;
    ASSERT_EQ(objected.exit_code, -9) << objected.err;
    kept_nothing = kept_nothing || held;
    // For the next step everybody is there again.
    if (!held) {
      ASSERT_EQ(Person({"withdraw-objection", "--yes"}, step % before).exit_code, 0);
      ASSERT_EQ(federation_->Ingest(kMember, mapping_).exit_code, 0);
    }
    const Outcome status = integration::Run(
        {"ginnel-node", "status", "--json", "--dir", federation_->NodeFolder(kMember)});
    ASSERT_TRUE(absl::StrContains(status.out, absl::StrCat("\"people\":", before, ",")))
        << status.out << status.err;
  }
  EXPECT_TRUE(kept_nothing) << "no step came before the commit: is the crash point preloaded?";
  EXPECT_GT(step, 2);
  EXPECT_LE(step, kMostSteps);
}

}  // namespace
}  // namespace ginnel::integration
