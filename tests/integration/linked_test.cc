// SPDX-License-Identifier: Apache-2.0
//
// Linked queries over real processes: what is released is what the files of all organisations say
// together, rounded, although nobody has them together.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/files.h"
#include "ginnel/v1/release.pb.h"
#include "google/protobuf/util/json_util.h"
#include "tests/integration/city.h"
#include "tests/integration/city_files.h"
#include "tests/integration/federation.h"
#include "tests/integration/pooled_city.h"

namespace ginnel::integration {
namespace {

using ::testing::HasSubstr;

int64_t Others(const Clients& clients) {
  return std::count_if(clients.begin(), clients.end(),
                       [](const auto& client) { return !client.second.matched; });
}

std::string ToNearestHundred(int64_t count) { return absl::StrCat((count + 50) / 100 * 100); }

bool IsWithin(int64_t value, const v1::ReleasedCell& cell) {
  double low = 0, high = 0;
  return absl::SimpleAtod(cell.low(), &low) && absl::SimpleAtod(cell.high(), &high) &&
         low <= static_cast<double>(value) && static_cast<double>(value) <= high;
}

class LinkedTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto city = City(8000);
    ASSERT_TRUE(city.ok()) << city.status();
    people_ = new std::map<std::string, Person>(PooledPeople(*city));
    trust_ = new Clients(ClientsOf(*city, "acute-trust", "ae_attendance"));
    council_ = new Clients(ClientsOf(*city, "council", "social_care_service"));
    FederationOptions options = WholeCity(*city);
    options.linkage = true;
    for (MemberSetup& member : options.members) {
      if (member.id == "harness") member.areas = "{level: locality, codes: [L1]}";
      if (member.id == "kilburn") member.areas = "{level: neighbourhood, codes: [N04, N05, N06]}";
      if (member.id == "third-network") member.areas = "{level: cluster, codes: [C2]}";
    }
    auto opened = Federation::Open(std::move(options));
    ASSERT_TRUE(opened.ok()) << opened.status();
    federation_ = *std::move(opened);
  }
  static void TearDownTestSuite() {
    federation_.reset();
    delete people_;
    delete trust_;
    delete council_;
  }

  static std::string Query(const std::string& title, const std::string& rest) {
    return absl::StrCat("title: ", title,
                        "\npurpose: population-health-planning\nperiod: 2025/26\n"
                        "author: analyst@place-office\nindex_date: 2026-04-01\n",
                        rest, "profile: nhs-1-7-round-5\nruns: 1\nnot_after: ", DayFromToday(90),
                        "\n");
  }
  static absl::StatusOr<v1::QueryStatus> RunIt(const std::string& text) {
    const auto query = federation_->Submit(text);
    if (!query.ok()) return query.status();
    if (const auto approved = federation_->ApproveByAll(*query); !approved.ok()) {
      return approved.status();
    }
    return federation_->RunToEnd(query->query_digest());
  }
  static v1::Release Ask(const std::string& text) {
    v1::Release release;
    const auto ended = RunIt(text);
    EXPECT_TRUE(ended.ok()) << ended.status();
    if (!ended.ok()) return release;
    EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();
    const auto json = federation_->Release(ended->query_digest(), "json");
    EXPECT_TRUE(json.ok()) << json.status();
    if (json.ok()) {
      EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(*json, &release).ok());
    }
    return release;
  }
  // As JSON, which no line break divides.
  static std::string CardOf(const std::string& query, const std::string& member) {
    const Outcome card = integration::Run({"ginnel-node", "review", query.substr(0, 12), "--json",
                                           "--dir", federation_->NodeFolder(member)});
    EXPECT_EQ(card.exit_code, 0) << card.err;
    return card.out;
  }
  // Once, however many tests this program runs.
  static void AgreeOnSpine() {
    static const absl::Status agreed = federation_->AgreeOnSpine();
    ASSERT_TRUE(agreed.ok()) << agreed;
  }
  // Every cell of `measure` that is no total, beside what it is of all people pooled.
  static void ExpectPooled(
      const v1::Release& release, const std::string& measure,
      const std::function<std::string(const Person&)>& cell_of,  // "75+"; "" if not counted
      const std::function<double(const Person&)>& amount_of, bool also_gone = false) {
    std::map<std::string, int64_t> count;
    std::map<std::string, double> amount;
    for (const auto& [number, person] : *people_) {
      const std::string cell = person.now || also_gone ? cell_of(person) : std::string();
      if (cell.empty()) continue;
      ++count[cell];
      amount[cell] += amount_of(person);
    }
    int shown = 0;
    for (const v1::ReleasedCell& cell : release.cells()) {
      const std::string labels = absl::StrJoin(cell.labels(), ",");
      if (cell.measure() != measure || labels == "all") continue;
      const int64_t people = count[labels];
      if (cell.state() == v1::CELL_STATE_SUPPRESSED) {
        EXPECT_LT(people, 8) << labels;
      } else if (cell.state() == v1::CELL_STATE_VALUE) {
        ++shown;
        EXPECT_GE(people, 8) << labels;
        double low = 0, high = 0;
        ASSERT_TRUE(absl::SimpleAtod(cell.low(), &low) && absl::SimpleAtod(cell.high(), &high));
        EXPECT_LE(low, amount[labels] + 0.005) << labels;
        EXPECT_GE(high, amount[labels] - 0.005) << labels;
        if (measure == "People") {
          EXPECT_EQ(cell.value(), absl::StrCat((people + 2) / 5 * 5)) << labels;
        }
      }
    }
    EXPECT_GE(shown, 1) << measure << " of " << release.DebugString();
  }

  static std::unique_ptr<Federation> federation_;
  static std::map<std::string, Person>* people_;
  static Clients* trust_;
  static Clients* council_;
};

std::unique_ptr<Federation> LinkedTest::federation_;
std::map<std::string, Person>* LinkedTest::people_ = nullptr;
Clients* LinkedTest::trust_ = nullptr;
Clients* LinkedTest::council_ = nullptr;

const std::string kAcross = "across: [general_practice, acute, social_care]\nmembers: [all]\n";

TEST_F(LinkedTest, ARunBeforeAnyEpochSaysWhatIsMissingAndLaterOnesWork) {
  const auto ended = RunIt(
      Query("Before the first epoch",
            absl::StrCat("population: {of: registered}\nby: [banding age-bands]\n"
                         "measures: [people, sum cost_acute_nonelective, sum cost_social_care]\n",
                         kAcross)));
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->state(), v1::QUERY_STATE_FAILED) << ended->detail();
  EXPECT_THAT(ended->detail(), HasSubstr("`ginnel epoch start`"));
  EXPECT_THAT(CardOf(ended->query_digest(), "council"),
              HasSubstr("Which of its people are matched cannot be said now"));
  AgreeOnSpine();
  const auto again = federation_->RunToEnd(ended->query_digest());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->state(), v1::QUERY_STATE_RELEASED) << again->detail();
}

TEST_F(LinkedTest, CountsAndSumsAreWhatTheFilesOfAllSayTogether) {
  AgreeOnSpine();
  const v1::Release release =
      Ask(Query("Attendances of people with social care",
                absl::StrCat("population: {of: registered, where: \"ae_attendances >= 1\"}\n"
                             "by: [banding age-bands]\n"
                             "measures: [people, sum cost_acute_nonelective as spend, "
                             "with asc_long_term_support as supported]\n",
                             kAcross)));
  EXPECT_EQ(release.epoch(), 1u);
  const auto cell = [](const Person& person) {
    return person.attendances < 1 ? std::string() : AgeBand(person.age);
  };
  ExpectPooled(release, "People", cell, [](const Person&) { return 1.0; });
  ExpectPooled(release, "spend", cell, [](const Person& person) {
    return static_cast<double>(person.nonelective_pence) / 100;
  });
  ExpectPooled(
      release, "supported",
      [](const Person& person) {
        return person.attendances < 1 || !person.social_care ? std::string() : AgeBand(person.age);
      },
      [](const Person&) { return 1.0; });
}

// Each network answers by codes of its own areas: another level for each, and one of two
// localities.
TEST_F(LinkedTest, AreasNeedCodesOfTheMembersThatHaveThemAlone) {
  AgreeOnSpine();
  const v1::Release release =
      Ask(Query("Attendances by locality and age",
                absl::StrCat("population: {of: registered, where: \"ae_attendances >= 1\"}\n"
                             "by: [variable locality, banding age-bands]\n"
                             "measures: [people, sum cost_acute_nonelective as spend]\n",
                             "across: [general_practice, acute]\nmembers: [all]\n")));
  const auto cell = [](const Person& person) {
    return person.attendances < 1 ? std::string()
                                  : absl::StrCat(person.locality, ",", AgeBand(person.age));
  };
  ExpectPooled(release, "People", cell, [](const Person&) { return 1.0; });
  ExpectPooled(release, "spend", cell, [](const Person& person) {
    return static_cast<double>(person.nonelective_pence) / 100;
  });
}

TEST_F(LinkedTest, WhoDiedOrLeftInThePeriodIsCountedWithWhatTheyCost) {
  AgreeOnSpine();
  const v1::Release release =
      Ask(Query("The year's spend, of all who were there in it",
                absl::StrCat("population: {of: registered_in_period}\nby: [banding age-bands]\n"
                             "measures: [people, sum cost_acute_nonelective as spend]\n",
                             "across: [general_practice, acute]\nmembers: [all]\n")));
  const auto cell = [](const Person& person) { return AgeBand(person.age); };
  ExpectPooled(
      release, "People", cell, [](const Person&) { return 1.0; }, /*also_gone=*/true);
  ExpectPooled(
      release, "spend", cell,
      [](const Person& person) { return static_cast<double>(person.nonelective_pence) / 100; },
      /*also_gone=*/true);
  int gone = 0;
  for (const auto& [number, person] : *people_) gone += person.now ? 0 : 1;
  EXPECT_GT(gone, 100) << "the city has too few of whom this is about";
}

// Whoever the trust or the council holds, and no practice of the place had in the last two years.
TEST_F(LinkedTest, WhatIsHeldOfPeopleNobodyIsMatchedWithIsBesideTheTable) {
  AgreeOnSpine();
  const v1::Release release =
      Ask(Query("Attendances, and what is not in them",
                absl::StrCat("population: {of: registered, where: \"age >= 75\"}\n"
                             "by: [banding age-bands]\n"
                             "measures: [people, sum ae_attendances as attendances, "
                             "with asc_long_term_support]\n",
                             kAcross)));
  ASSERT_EQ(release.linkage_size(), 2);
  const v1::LinkageQuality& trust = release.linkage(0);
  const v1::LinkageQuality& council = release.linkage(1);
  EXPECT_EQ(trust.member(), "acute-trust");
  EXPECT_EQ(council.member(), "council");
  for (const auto& [quality, clients] : {std::pair{&trust, trust_}, {&council, council_}}) {
    SCOPED_TRACE(quality->DebugString());
    const int64_t others = Others(*clients);
    const int64_t matched = static_cast<int64_t>(clients->size()) - others;
    EXPECT_EQ(quality->matched().value(), ToNearestHundred(matched));
    EXPECT_TRUE(IsWithin(matched, quality->matched()));
    EXPECT_TRUE(IsWithin(100 * matched / (matched + others), quality->matched_percent()));
    ASSERT_GE(quality->not_matched_size(), 1);
    EXPECT_TRUE(IsWithin(others, quality->not_matched(0)));
  }
  EXPECT_GT(Others(*trust_), 100) << "the city has too few of whom this is about";
  EXPECT_EQ(trust.not_matched(0).value(), ToNearestHundred(Others(*trust_)));
  EXPECT_EQ(council.not_matched(0).state(), v1::CELL_STATE_SUPPRESSED);  // fewer than fifty
  // The council is asked for no sum.
  EXPECT_EQ(council.not_matched_size(), 1);
  ASSERT_EQ(trust.not_matched_size(), 2);
  int64_t attendances = 0;
  for (const auto& [number, client] : *trust_) attendances += client.matched ? 0 : client.events;
  EXPECT_EQ(trust.not_matched(1).measure(), "A&E attendances");
  EXPECT_EQ(trust.not_matched(1).state(), v1::CELL_STATE_VALUE);
  EXPECT_EQ(trust.not_matched(1).value(), ToNearestHundred(attendances));
  EXPECT_TRUE(IsWithin(attendances, trust.not_matched(1))) << attendances;
}

TEST_F(LinkedTest, AQuestionAboutATimeWhosePeopleAreNotOnTheSpineSaysSo) {
  AgreeOnSpine();
  std::string text =
      Query("Three years", absl::StrCat("population: {of: registered_in_period}\n"
                                        "by: [banding age-bands]\nmeasures: [people, "
                                        "sum cost_acute_nonelective]\nacross: [general_practice, "
                                        "acute]\nmembers: [all]\n"));
  absl::StrReplaceAll({{"period: 2025/26", "period: 2023-04..2026-03"}}, &text);
  const auto ended = RunIt(text);
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->state(), v1::QUERY_STATE_FAILED) << ended->detail();
  EXPECT_THAT(ended->detail(), HasSubstr("who were from 2024-04-01 to 2026-04-01"));
}

TEST_F(LinkedTest, AConditionThatMixesSectorsCountsWhoeverMeetsIt) {
  AgreeOnSpine();
  const v1::Release release = Ask(Query(
      "Attendances or social care",
      absl::StrCat("population: {of: registered, where: \"age >= 50 && (ae_attendances >= 2 || "
                   "asc_long_term_support)\"}\nby: [banding age-bands]\nmeasures: [people]\n",
                   kAcross)));
  ExpectPooled(
      release, "People",
      [](const Person& person) {
        return person.age >= 50 && (person.attendances >= 2 || person.social_care)
                   ? AgeBand(person.age)
                   : std::string();
      },
      [](const Person&) { return 1.0; });
}

// A network's node that stands still holds the run while the others' rows are with the trustees.
// Whoever dies there: the attempt opens nothing, another one ends the run over the same spine.
TEST_F(LinkedTest, WhoeverDiesWhileRowsComeInAnotherAttemptEndsTheRun) {
  AgreeOnSpine();
  const auto question = [](const std::string& title) {
    return Query(title,
                 absl::StrCat("population: {of: registered, where: \"ae_attendances >= 1\"}\n"
                              "by: [banding age-bands]\n"
                              "measures: [people, sum cost_social_care]\n",
                              kAcross));
  };
  const auto undisturbed = RunIt(question("Nobody dies"));
  ASSERT_TRUE(undisturbed.ok()) << undisturbed.status();
  const auto expected = federation_->Release(undisturbed->query_digest(), "csv", 1);
  ASSERT_TRUE(expected.ok()) << expected.status();
  for (const std::string victim : {Federation::kCoordinator, Federation::kTrusteeTwo,
                                   Federation::kTrusteeThree, "council", "harness"}) {
    SCOPED_TRACE(victim);
    const auto query = federation_->Submit(question("Held for " + victim));
    ASSERT_TRUE(query.ok()) << query.status();
    const auto approved = federation_->ApproveByAll(*query);
    ASSERT_TRUE(approved.ok()) << approved.status();
    const size_t seen = (*federation_)["council"].LogSize();
    (*federation_)["harness"].Stop();
    ASSERT_TRUE(federation_->StartRun(query->query_digest()).ok());
    const auto uploaded = (*federation_)["council"].WaitForLog("\"run_uploaded\"", seen);
    ASSERT_TRUE(uploaded.ok()) << uploaded.status();
    const auto shown = federation_->Show(query->query_digest());
    ASSERT_TRUE(shown.ok()) << shown.status();
    EXPECT_EQ(shown->state(), v1::QUERY_STATE_RUNNING);
    (*federation_)[victim].Kill9();
    if (victim != "harness") (*federation_)["harness"].Continue();
    ASSERT_TRUE(federation_->Start(victim).ok());
    const auto ended = federation_->WaitToEnd(query->query_digest());
    ASSERT_TRUE(ended.ok()) << ended.status();
    EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();
    EXPECT_EQ(ended->runs_used(), 1u);
    const auto table = federation_->Release(query->query_digest(), "csv", 1);
    ASSERT_TRUE(table.ok()) << table.status();
    EXPECT_EQ(*table, *expected);
    EXPECT_FALSE(federation_->Release(query->query_digest(), "csv", 2).ok());
  }
}

TEST_F(LinkedTest, EveryLeadIsShownWhatTheirOwnNodeTells) {
  AgreeOnSpine();
  const auto query = federation_->Submit(
      Query("To be looked at",
            absl::StrCat("population: {of: registered, where: \"ae_attendances >= 1\"}\n"
                         "by: [banding age-bands]\nmeasures: [people, sum cost_social_care]\n",
                         kAcross)));
  ASSERT_TRUE(query.ok()) << query.status();
  for (const std::string member : {"harness", "acute-trust", "council"}) {
    const std::string card = CardOf(query->query_digest(), member);
    EXPECT_THAT(card, HasSubstr("People are linked"));
    EXPECT_EQ(absl::StrContains(card, "Beside the table this node tells"), member != "harness");
    if (member == "acute-trust") {
      EXPECT_THAT(card, HasSubstr(absl::StrCat("asked, ", ToNearestHundred(Others(*trust_)),
                                               " have none.")));
    }
    if (member == "council") {
      EXPECT_THAT(card, HasSubstr("have none; of those who have none: "));
    }
  }
}

}  // namespace
}  // namespace ginnel::integration
