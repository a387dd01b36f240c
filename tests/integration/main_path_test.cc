// SPDX-License-Identifier: Apache-2.0
//
// The main job on a small city: what is released is what the CSV files say, rounded.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/files.h"
#include "tests/integration/city.h"
#include "tests/integration/city_files.h"

namespace ginnel::integration {
namespace {

constexpr const char* kGp[] = {"harness", "kilburn", "third-network"};

// How many people of each cell one member has at the index date.
std::map<std::string, int> CountsOf(const std::string& folder) {
  std::map<std::string, std::string> born;
  for (const Row& row : Rows(folder + "/persons.csv")) born[row[0]] = row[2];
  std::map<std::string, std::pair<std::string, int>>
      conditions;  // the newest count before the date
  for (const Row& row : Rows(folder + "/observations.csv")) {
    if (row[1] != "condition_count" || row[2] >= kIndexDate) continue;
    auto& [date, count] = conditions[row[0]];
    if (row[2] >= date) {
      date = row[2];
      count = std::atoi(row[3].c_str());
    }
  }
  std::set<std::string> registered;
  for (const Row& row : Rows(folder + "/registrations.csv")) {
    if (RegisteredAtIndexDate(row[2], row[3])) registered.insert(row[0]);
  }
  std::map<std::string, int> counts;
  for (const std::string& person : registered) {
    const int count = conditions[person].second;
    ++counts[absl::StrCat(AgeBand(AgeOf(born[person])), ",",
                          count <= 4    ? "low"
                          : count <= 10 ? "middle"
                                        : "high")];
  }
  return counts;
}

TEST(MainPath, ReleasesWhatTheFilesSayRoundedAndNothingSmall) {
  const absl::StatusOr<std::string> city = City(1500);
  ASSERT_TRUE(city.ok()) << city.status();
  const auto opened = Federation::Open(WholeCity(*city));
  ASSERT_TRUE(opened.ok()) << opened.status();
  Federation& federation = **opened;
  const absl::StatusOr<std::string> text = ShippedQuery();
  ASSERT_TRUE(text.ok()) << text.status();
  const auto query = federation.Submit(*text);
  ASSERT_TRUE(query.ok()) << query.status();
  EXPECT_EQ(query->state(), v1::QUERY_STATE_AWAITING_APPROVAL);
  EXPECT_EQ(query->members_size(), 3) << "only the general practices are asked";
  const auto approved = federation.ApproveByAll(*query);
  ASSERT_TRUE(approved.ok()) << approved.status();
  EXPECT_EQ(approved->state(), v1::QUERY_STATE_APPROVED);
  const auto ended = federation.RunToEnd(query->query_digest());
  ASSERT_TRUE(ended.ok()) << ended.status();
  ASSERT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();

  const absl::StatusOr<std::string> csv = federation.Release(query->query_digest(), "csv");
  ASSERT_TRUE(csv.ok()) << csv.status();
  std::map<std::string, std::vector<int>> members;  // cell -> the members' counts
  for (const char* member : kGp) {
    for (const auto& [cell, count] : CountsOf(absl::StrCat(*city, "/", member))) {
      members[cell].push_back(count);
    }
  }
  int cells = 0, suppressed = 0;
  const std::vector<std::string> lines = absl::StrSplit(*csv, '\n', absl::SkipEmpty());
  EXPECT_EQ(lines[0], "age_band,complexity,measure,value,state,low,high");
  for (const std::string& line : lines) {
    const Row row = absl::StrSplit(line, ',');
    if (row[2] != "Population" || row[0] == "all" || row[1] == "all") continue;
    ++cells;
    int count = 0;
    for (const int part : members[absl::StrCat(row[0], ",", row[1])]) count += part;
    if (row[4] == "value") {
      EXPECT_EQ(row[3], absl::StrCat((count + 2) / 5 * 5)) << line;
      EXPECT_GE(count, 8) << line;
    } else if (row[4] == "suppressed") {
      ++suppressed;
      EXPECT_EQ(row[3], "") << line;
      EXPECT_EQ(row[5] + "-" + row[6], "1-7") << line;
      EXPECT_TRUE(count >= 1 && count <= 7) << line << " is " << count;
    } else if (row[4] == "true_zero") {
      EXPECT_EQ(count, 0) << line;
    } else {
      // Withheld: one member's share could be subtracted and leave a small count.
      EXPECT_EQ(row[4], "withheld") << line;
      EXPECT_GE(count, 8) << line;
    }
  }
  EXPECT_EQ(cells, 9);
  EXPECT_GE(suppressed, 1) << "the city is small enough for a small cell";

  const absl::StatusOr<std::string> json = federation.Release(query->query_digest(), "json");
  ASSERT_TRUE(json.ok()) << json.status();
  for (const char* member : kGp) EXPECT_TRUE(absl::StrContains(*json, member)) << member;
  const absl::StatusOr<std::string> table = federation.Release(query->query_digest(), "table");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_TRUE(absl::StrContains(*table, "18-74")) << *table;

  // The one approved run is used.
  const Outcome again = federation.Ginnel({"query", "run", query->query_digest(), "--as",
                                           federation.PersonFolder("analyst@place-office")});
  EXPECT_EQ(again.exit_code, 4);
  EXPECT_TRUE(absl::StrContains(again.err, "all 1 approved runs of this query are used"))
      << again.err;
}

}  // namespace
}  // namespace ginnel::integration
