// SPDX-License-Identifier: Apache-2.0
//
// OMOP CDM tables through the mapping and the dictionary that ship: joins of visits and conditions
// to people are right. On made-up tables, and on the published ones (1,130 synthetic people,
// ../shared/data/omop or $GINNEL_SHARED) where they are there.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/files.h"
#include "ginnel/v1/release.pb.h"
#include "google/protobuf/util/json_util.h"
#include "tests/integration/federation.h"
#include "tests/integration/omop_tables.h"
#include "tests/integration/test_number.h"

namespace ginnel::integration {
namespace {

namespace fs = std::filesystem;
std::string PublishedFolder() {
  const char* shared = std::getenv("GINNEL_SHARED");
  return absl::StrCat(shared != nullptr ? shared : GINNEL_SOURCE_DIR "/../shared", "/data/omop");
}

constexpr char kQuery[] = R"(title: People, visits and conditions
purpose: population-health-planning
author: analyst@place-office
index_date: 2019-01-01
period: 2018-01..2018-12
population: {of: held}
by: [variable sex, banding age-bands]
measures: [people, with hypertensive_disorder, with type_2_diabetes, mean visits, mean emergency_visits, sum visits]
across: [acute]
members: [all]
profile: nhs-1-7-round-5
runs: 1
not_after: 2027-03-31
)";

// Whole years on 1 January 2019, the birthday being the first day of the birth month.
int AgeOf(const std::string& birth) {
  int year = 0;
  EXPECT_TRUE(absl::SimpleAtoi(birth.substr(0, 4), &year)) << birth;
  return 2018 - year + (birth.substr(5, 2) == "01" ? 1 : 0);
}

std::string BandOf(int age) {
  return age < 18 ? "0-17" : age < 45 ? "18-44" : age < 65 ? "45-64" : age < 75 ? "65-74" : "75+";
}

std::string SexOf(const std::string& concept_id) {
  return concept_id == "8507" ? "male" : concept_id == "8532" ? "female" : "not known";
}

struct Cell {
  int people = 0, hypertension = 0, diabetes = 0, visits = 0;
};

// By the plainest code: (sex, age band) → figures.
std::map<std::pair<std::string, std::string>, Cell> Expected(const std::string& folder) {
  std::map<std::string, int> visits;
  for (const auto& visit : ReadOmopTable(folder, "VISIT_OCCURRENCE.csv")) {
    if (visit.at("visit_start_date").substr(0, 4) == "2018") ++visits[visit.at("person_id")];
  }
  std::map<std::string, std::set<std::string>> conditions;
  for (const auto& condition : ReadOmopTable(folder, "CONDITION_OCCURRENCE.csv")) {
    if (condition.at("condition_start_date") < "2019-01-01") {
      conditions[condition.at("person_id")].insert(condition.at("condition_concept_id"));
    }
  }
  std::map<std::pair<std::string, std::string>, Cell> cells;
  for (const auto& person : ReadOmopTable(folder, "PERSON.csv")) {
    const std::string& id = person.at("person_id");
    const std::string birth = person.at("birth_datetime");
    const bool known = birth < "2019-02";
    Cell& cell =
        cells[{SexOf(person.at("gender_concept_id")), known ? BandOf(AgeOf(birth)) : "not known"}];
    ++cell.people;
    cell.hypertension += static_cast<int>(conditions[id].count("316866"));
    cell.diabetes += static_cast<int>(conditions[id].count("201826"));
    cell.visits += visits[id];
  }
  return cells;
}

std::string Rounded(int count) { return absl::StrCat((count + 2) / 5 * 5); }

// Asks the tables in `folder`, to which the mapping and the identities are added.
void AskAndCompare(const std::string& folder) {
  std::string identities = "person_id,nhs_number\n";
  int next = 0;
  for (const auto& person : ReadOmopTable(folder, "PERSON.csv")) {
    absl::StrAppend(&identities, person.at("person_id"), ",", TestNumber(next++), "\n");
  }
  const auto shipped = ReadFile(GINNEL_SOURCE_DIR "/models/omop/mapping.yaml");
  ASSERT_TRUE(shipped.ok()) << shipped.status();
  ASSERT_TRUE(WriteFileAtomically(folder + "/identities.csv", identities).ok());
  ASSERT_TRUE(WriteFileAtomically(folder + "/mapping.yaml", *shipped).ok());

  FederationOptions options;
  options.members.push_back({"my-hospital", {"acute"}, folder + "/mapping.yaml"});
  options.dictionary = GINNEL_SOURCE_DIR "/models/omop/dictionary.yaml";
  auto opened = Federation::Open(options);
  ASSERT_TRUE(opened.ok()) << opened.status();
  Federation& federation = **opened;
  const auto query = federation.Submit(
      absl::StrReplaceAll(kQuery, {{"not_after: 2027-03-31", "not_after: " + DayFromToday(90)}}));
  ASSERT_TRUE(query.ok()) << query.status();
  ASSERT_TRUE(federation.ApproveByAll(*query).ok());
  const auto ended = federation.RunToEnd(query->query_digest());
  ASSERT_TRUE(ended.ok()) << ended.status();
  ASSERT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();
  const auto json = federation.Release(query->query_digest(), "json");
  ASSERT_TRUE(json.ok()) << json.status();
  v1::Release release;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(*json, &release).ok());

  const auto expected = Expected(folder);
  int compared = 0;
  for (const v1::ReleasedCell& cell : release.cells()) {
    if (cell.labels(0) == "all" || cell.labels(1) == "all" ||
        cell.state() != v1::CELL_STATE_VALUE) {
      continue;
    }
    const auto at = expected.find({cell.labels(0), cell.labels(1)});
    ASSERT_NE(at, expected.end()) << cell.labels(0) << " " << cell.labels(1);
    ++compared;
    const std::string where =
        absl::StrCat(cell.labels(0), " ", cell.labels(1), " ", cell.measure());
    if (cell.measure() == "People") {
      EXPECT_EQ(cell.value(), Rounded(at->second.people)) << where;
    } else if (cell.measure() == "People with hypertensive disorder") {
      EXPECT_EQ(cell.value(), Rounded(at->second.hypertension)) << where;
    } else if (cell.measure() == "People with type 2 diabetes") {
      EXPECT_EQ(cell.value(), Rounded(at->second.diabetes)) << where;
    } else if (cell.measure() == "Mean visits") {
      double low = 0;
      double high = 0;
      ASSERT_TRUE(absl::SimpleAtod(cell.low(), &low) && absl::SimpleAtod(cell.high(), &high));
      const double mean = static_cast<double>(at->second.visits) / at->second.people;
      EXPECT_GE(mean, low - 1e-9) << where;
      EXPECT_LE(mean, high + 1e-9) << where;
    } else {
      --compared;
    }
  }
  EXPECT_GT(compared, 20);
}

TEST(Omop, PeopleVisitsAndConditionsAreJoinedRight) {
  TemporaryFolder made;
  ASSERT_TRUE(MakeOmopTables(made.path(), 1'200).ok());
  AskAndCompare(made.path());
  if (!fs::exists(PublishedFolder() + "/PERSON.csv")) return;
  TemporaryFolder published;
  for (const char* table : {"PERSON.csv", "VISIT_OCCURRENCE.csv", "CONDITION_OCCURRENCE.csv"}) {
    fs::copy(PublishedFolder() + "/" + table, published.path() + "/" + table);
  }
  AskAndCompare(published.path());
}

}  // namespace
}  // namespace ginnel::integration
