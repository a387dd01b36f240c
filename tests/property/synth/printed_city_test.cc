// SPDX-License-Identifier: Apache-2.0
//
// The whole city at its printed size, written to disk and added up again from the files.
#include <string>

#include "gtest/gtest.h"
#include "synth/generate_city.h"
#include "tests/unit/synth/written_city.h"

namespace ginnel::synth {
namespace {

TEST(PrintedCity, FilesGiveEveryFigureOfTheTable) {
  TemporaryFolder folder;
  CitySummary summary;
  const absl::Status status =
      GenerateCity({.people = kPrintedPeople, .seed = 1, .out_dir = folder.path()}, &summary);
  ASSERT_TRUE(status.ok()) << status;
  const CityRead city = ReadCity(folder.path());
  ExpectTheTable(city, kPrintedPeople);
  const int64_t brent = city.CountIf(
      [](const PersonRead& p) { return p.member < 2 && p.age >= 75 && p.ltc_count >= 1; });
  EXPECT_GE(brent, 6'300);
  EXPECT_LE(brent, 6'700);
  EXPECT_LT(summary.event_rows, 12 * kPrintedPeople);
}

}  // namespace
}  // namespace ginnel::synth
