// SPDX-License-Identifier: Apache-2.0
#include "synth/population.h"

#include <algorithm>
#include <vector>

#include "synth/apportion.h"
#include "synth/timeline.h"

namespace ginnel::synth {
namespace {

struct AgeBand {
  int32_t low;
  int32_t high;
  double female;  // share
};
constexpr std::array<AgeBand, 3> kAgeBands = {{{0, 17, 0.488}, {18, 74, 0.502}, {75, 104, 0.575}}};

// Invented shares (percent) of A B C D E F G H J K L M N P R S Z 99, those of a mixed city.
constexpr std::array<uint8_t, 18> kEthnicShares = {52, 2, 8, 1, 1, 1, 1, 7, 5,
                                                   2,  3, 4, 4, 1, 1, 2, 3, 2};

uint8_t DrawEthnicity(Random& random) {
  uint32_t draw = random.Below(100);
  uint8_t category = 0;
  while (draw >= kEthnicShares[category]) draw -= kEthnicShares[category++];
  return category;
}

uint8_t DrawSex(double female, Random& random) {
  if (random.Chance(0.0001)) return random.Chance(0.5) ? 9 : 0;
  return random.Chance(female) ? 2 : 1;
}

// A month in which someone who is `age` at the index date can have been born, their birthday being
// its first day. Nobody is born in the index month itself: the data end before it.
Month DrawBirthMonth(int32_t age, Random& random) {
  const int32_t later = age == 0 ? 1 : 0;
  const int32_t months =
      static_cast<int32_t>(random.Below(static_cast<uint32_t>(12 - later))) + later;
  return Month{MonthOf(kIndexDate).value - 12 * age - months};
}

void AssignAges(CellPeople& cell) {
  const AgeBand& band = kAgeBands[cell.age_band()];
  Random& random = cell.random();
  cell.Deal(TargetMean(Measure::kAge, cell.cell()), band.low, band.high,
            cell.Scores({0.4f, 0, 0, 0.3f, 0, 0}), [&](Person& person, int32_t age) {
              person.age = static_cast<uint8_t>(age);
              person.birth = DrawBirthMonth(age, random);
            });
  const double mean = TargetMean(Measure::kAge, cell.cell());
  const double spread = 0.25 * (band.high - band.low);
  std::span<float> leaning = cell.leaning(Leaning::kAge);
  for (size_t i = 0; i < leaning.size(); ++i) {
    leaning[i] = static_cast<float>((cell.people()[i].age - mean) / spread);
  }
}

void AssignDeprivation(CellPeople& cell) {
  Random& random = cell.random();
  cell.Deal(TargetMean(Measure::kDeprivation, cell.cell()), 1, 10,
            cell.Scores({-0.2f, -0.1f, -0.15f, 0, 0, 0}), [&](Person& person, int32_t decile) {
              person.imd_decile_2019 = static_cast<uint8_t>(decile);
              const int32_t step = random.Chance(0.6) ? 0 : random.Chance(0.5) ? 1 : -1;
              person.imd_decile_2025 = static_cast<uint8_t>(std::clamp(decile + step, 1, 10));
            });
  std::span<float> leaning = cell.leaning(Leaning::kDeprivation);
  for (size_t i = 0; i < leaning.size(); ++i) {
    leaning[i] = (5.5f - static_cast<float>(cell.people()[i].imd_decile_2019)) / 2.9f;
  }
}

}  // namespace

std::array<int64_t, kCells> CellPopulations(int64_t people) {
  std::array<double, kCells> printed{};
  const Figure& figure = FigureOf(Measure::kPopulation);
  std::copy(figure.cells.begin(), figure.cells.end(), printed.begin());
  const std::vector<int64_t> parts = LargestRemainder(printed, people);
  std::array<int64_t, kCells> populations{};
  std::copy(parts.begin(), parts.end(), populations.begin());
  return populations;
}

void AssignPersons(CellPeople& cell) {
  Random& random = cell.random();
  for (Person& person : cell.people()) {
    person.cell = static_cast<uint8_t>(cell.cell());
    person.sex = DrawSex(kAgeBands[cell.age_band()].female, random);
    person.ethnicity = DrawEthnicity(random);
  }
  AssignAges(cell);
  AssignDeprivation(cell);
}

}  // namespace ginnel::synth
