// SPDX-License-Identifier: Apache-2.0
#include "synth/calibration.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace ginnel::synth {
namespace {

double Unit(const Figure& figure) { return figure.decimals == 0 ? 1 : 0.1; }

double WholeMean(Measure measure) {
  double sum = 0;
  for (size_t cell = 0; cell < kCells; ++cell) {
    sum += TargetMean(measure, cell) * FigureOf(Measure::kPopulation).cells[cell];
  }
  return sum / static_cast<double>(kPrintedPeople);
}

const std::vector<Measure>& Means() {
  static const std::vector<Measure> means = {Measure::kAge,
                                             Measure::kDeprivation,
                                             Measure::kConditionCount,
                                             Measure::kRiskScore,
                                             Measure::kLace,
                                             Measure::kAcuteElective,
                                             Measure::kAcuteNonElective,
                                             Measure::kMentalHealthAndCommunity,
                                             Measure::kSocialCare,
                                             Measure::kGeneralPractice,
                                             Measure::kInpatients,
                                             Measure::kAe};
  return means;
}

TEST(Calibration, PopulationsAddUpToTheWholePlace) {
  int64_t sum = 0;
  for (int32_t people : FigureOf(Measure::kPopulation).cells) sum += people;
  EXPECT_EQ(sum, kPrintedPeople);
  EXPECT_EQ(FigureOf(Measure::kPopulation).whole, kPrintedPeople);
}

TEST(Calibration, TargetsPrintAsTheTableInEachCellAndInTheWholePlace) {
  for (Measure measure : Means()) {
    const Figure& figure = FigureOf(measure);
    for (size_t cell = 0; cell < kCells; ++cell) {
      EXPECT_EQ(std::lround(TargetMean(measure, cell) / Unit(figure)), figure.cells[cell])
          << figure.name << " in cell " << cell;
    }
    EXPECT_EQ(std::lround(WholeMean(measure) / Unit(figure)), figure.whole) << figure.name;
  }
}

TEST(Calibration, SpendByCategoryAddsUpToBothPrintedTotals) {
  for (size_t cell = 0; cell < kCells; ++cell) {
    double total = 0;
    for (Measure measure :
         {Measure::kAcuteElective, Measure::kAcuteNonElective, Measure::kMentalHealthAndCommunity,
          Measure::kSocialCare, Measure::kGeneralPractice}) {
      total += TargetMean(measure, cell);
    }
    EXPECT_EQ(std::lround(total), FigureOf(Measure::kSpend).cells[cell]) << cell;
    const double millions = total * FigureOf(Measure::kPopulation).cells[cell] / 1e6;
    EXPECT_EQ(std::lround(millions * 10), FigureOf(Measure::kSpendMillions).cells[cell]) << cell;
  }
}

TEST(Calibration, PrevalenceIsRoundedToTheNearestPersonHalvesUp) {
  EXPECT_EQ(PeopleWith(Measure::kAsthma, 0, 49'726), 6'216);  // 12.5 % is 6,215.75
  EXPECT_EQ(PeopleWith(Measure::kSmi, 3, 138'611), 693);      // 0.5 % is 693.055
  EXPECT_EQ(PeopleWith(Measure::kAsthma, 0, 4), 1);           // 0.5 of a person
  EXPECT_EQ(PeopleWith(Measure::kDementia, 0, 49'726), 0);
}

TEST(Calibration, IsTheReferenceTable) {
  const char* shared = std::getenv("GINNEL_SHARED");
  const std::string path =
      std::string(shared != nullptr ? shared : GINNEL_SOURCE_DIR "/../shared") +
      "/reference/age-complexity-matrix.csv";
  std::ifstream file(path);
  if (!file) GTEST_SKIP() << "no " << path;
  std::string line;
  std::getline(file, line);
  for (size_t row = 0; row < kMeasures; ++row) {
    ASSERT_TRUE(std::getline(file, line)) << row;
    const std::vector<std::string> fields = absl::StrSplit(line, ',');
    ASSERT_EQ(fields.size(), 3 + kCells + 1);
    const Figure& figure = FigureOf(static_cast<Measure>(row));
    EXPECT_EQ(fields[1], figure.name);
    for (size_t i = 0; i <= kCells; ++i) {
      const int32_t mine = i < kCells ? figure.cells[i] : figure.whole;
      EXPECT_EQ(std::lround(std::stod(fields[3 + i]) / Unit(figure)), mine)
          << fields[1] << " column " << i;
    }
  }
  EXPECT_FALSE(std::getline(file, line)) << line;
}

}  // namespace
}  // namespace ginnel::synth
