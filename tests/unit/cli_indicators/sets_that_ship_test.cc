// SPDX-License-Identifier: Apache-2.0
//
// What lies in models/indicators: every set loads with its queries, and watches what they measure.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/indicators/indicator_set.h"

namespace ginnel::cli {
namespace {

namespace fs = std::filesystem;

// By its own title, or that of `people`, which needs none.
bool Measures(const v1::Query& query, const std::string& title) {
  return std::any_of(query.measures().begin(), query.measures().end(), [&](const auto& entry) {
    return absl::EndsWith(entry, absl::StrCat(" as ", title)) ||
           (entry == "people" && title == "People");
  });
}

TEST(IndicatorSetsThatShip, LoadAndWatchWhatTheirQueriesMeasure) {
  int sets = 0;
  for (const auto& entry :
       fs::directory_iterator(std::string(GINNEL_SOURCE_DIR) + "/models/indicators")) {
    const auto loaded = LoadIndicatorSet(entry.path().string());
    ASSERT_TRUE(loaded.ok()) << loaded.status();
    ++sets;
    for (const config::Indicator& indicator : loaded->set.indicators()) {
      const auto& queries = loaded->set.queries();
      const auto at = std::find_if(queries.begin(), queries.end(), [&](const auto& each) {
        return each.id() == indicator.query();
      });
      ASSERT_NE(at, queries.end());
      EXPECT_TRUE(
          Measures(loaded->queries[static_cast<size_t>(at - queries.begin())], indicator.measure()))
          << entry.path() << ": " << indicator.name() << ": " << indicator.measure();
    }
  }
  EXPECT_GE(sets, 2);
}

TEST(IndicatorSetsThatShip, ComeRoundEveryQuarterWithTheLengthOfTheirPeriods) {
  const auto loaded = LoadIndicatorSet(std::string(GINNEL_SOURCE_DIR) +
                                       "/models/indicators/service-portfolio.yaml");
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const auto moved = QueryAt(loaded->queries[0], *ParseDay("2026-07-01"), loaded->set.cadence(),
                             *ParseDay("2026-07-02"), 90);
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(moved->period(), "2025-07..2026-06");
}

}  // namespace
}  // namespace ginnel::cli
