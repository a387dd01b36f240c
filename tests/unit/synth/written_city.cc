// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/synth/written_city.h"

#include <stdlib.h>  // mkdtemp

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "gtest/gtest.h"

namespace ginnel::synth {
namespace {

int64_t ToNumber(std::string_view text) {
  int64_t number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "12.34" as 1234.
int64_t WithoutPoint(std::string_view text) {
  std::string digits(text);
  digits.erase(std::remove(digits.begin(), digits.end(), '.'), digits.end());
  return ToNumber(digits);
}

Fields Split(std::string_view line) {
  Fields fields;
  while (true) {
    const size_t comma = line.find(',');
    fields.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return fields;
    line.remove_prefix(comma + 1);
  }
}

// Whole years on 1 April 2026, the birthday being the first day of "yyyy-mm".
int AgeFrom(std::string_view birth_month) {
  const int year = static_cast<int>(ToNumber(birth_month.substr(0, 4)));
  const int month = static_cast<int>(ToNumber(birth_month.substr(5, 2)));
  return 2026 - year - (month > 4 ? 1 : 0);
}

void ReadPersons(const std::string& folder, int member, CityRead& city) {
  ForEachRow(folder + "/registrations.csv", {"nhs_number", "registered_from", "registered_to"},
             [&](const Fields& row) {
               if (row[1] > "2026-04-01" || (!row[2].empty() && row[2] <= "2026-04-01")) return;
               const auto [person, first] =
                   city.registered.try_emplace(static_cast<uint64_t>(ToNumber(row[0])));
               if (!first) ++city.registered_twice;
               person->second.member = member;
             });
  ForEachRow(folder + "/persons.csv",
             {"nhs_number", "birth_month", "death_month", "imd_decile_2019"},
             [&](const Fields& row) {
               const auto person = city.registered.find(static_cast<uint64_t>(ToNumber(row[0])));
               if (person == city.registered.end() || person->second.member != member) return;
               EXPECT_TRUE(row[2].empty()) << "dead and registered";
               person->second.age = AgeFrom(row[1]);
               person->second.imd_decile = static_cast<int>(ToNumber(row[3]));
             });
}

PersonRead* Find(CityRead& city, std::string_view nhs_number, int member) {
  const auto person = city.registered.find(static_cast<uint64_t>(ToNumber(nhs_number)));
  return person == city.registered.end() || person->second.member != member ? nullptr
                                                                            : &person->second;
}

void ReadConditions(const std::string& folder, int member, CityRead& city) {
  ForEachRow(
      folder + "/conditions.csv", {"nhs_number", "condition", "recorded", "resolved"},
      [&](const Fields& row) {
        PersonRead* person = Find(city, row[0], member);
        const auto code = std::find(kPrintedCodes.begin(), kPrintedCodes.end(), row[1]);
        if (person == nullptr || code == kPrintedCodes.end()) return;
        const std::string_view since = row[1] == "infectious_disease" ? "2025-04-01"
                                       : row[1] == "falls" || row[1] == "weight_loss_anorexia"
                                           ? "2024-04-01"
                                           : "0000";
        if (row[2] < since || row[2] >= "2026-04-01" || (!row[3].empty() && row[3] <= "2026-04-01"))
          return;
        person->conditions |= 1u << (code - kPrintedCodes.begin());
      });
}

void ReadObservations(const std::string& folder, int member, CityRead& city) {
  constexpr std::array<std::string_view, 4> kNames = {"condition_count", "ltc_count", "risk_score",
                                                      "lace_index"};
  ForEachRow(folder + "/observations.csv", {"nhs_number", "name", "date", "value"},
             [&](const Fields& row) {
               const auto name = std::find(kNames.begin(), kNames.end(), row[1]);
               if (name == kNames.end()) return;
               PersonRead* person = Find(city, row[0], member);
               if (person == nullptr) return;
               const size_t place = static_cast<size_t>(name - kNames.begin());
               if (row[2] < person->observed[place]) return;
               person->observed[place] = row[2];
               const std::array<int*, 4> values = {&person->condition_count, &person->ltc_count,
                                                   &person->risk_tenths, &person->lace};
               *values[place] = static_cast<int>(WithoutPoint(row[3]));
             });
}

void ReadEvents(const std::string& folder, int member, CityRead& city) {
  ForEachRow(
      folder + "/events.csv", {"nhs_number", "date", "kind", "cost"}, [&](const Fields& row) {
        if (row[1] < "2025-04-01" || row[1] > "2026-03-31") return;
        const auto person = city.registered.find(static_cast<uint64_t>(ToNumber(row[0])));
        if (person == city.registered.end() || (member < 3 && person->second.member != member))
          return;
        const auto kind = std::find(kKinds.begin(), kKinds.end(), row[2]);
        if (kind == kKinds.end()) return;
        person->second.pence[static_cast<size_t>(kind - kKinds.begin())] += WithoutPoint(row[3]);
        ++person->second.rows[static_cast<size_t>(kind - kKinds.begin())];
      });
}

// Pounds of the kinds from `first` to `last`, by their place in kKinds.
double Sum(const PersonRead& person, size_t first, size_t last) {
  int64_t sum = 0;
  for (size_t i = first; i <= last; ++i) sum += person.pence[i];
  return static_cast<double>(sum) / 100;
}

double ValueOf(Measure measure, const PersonRead& p) {
  switch (measure) {
    case Measure::kAge:
      return p.age;
    case Measure::kDeprivation:
      return p.imd_decile;
    case Measure::kConditionCount:
      return p.condition_count;
    case Measure::kRiskScore:
      return p.risk_tenths / 10.0;
    case Measure::kLace:
      return p.lace;
    case Measure::kAcuteElective:
      return Sum(p, 0, 1);
    case Measure::kAcuteNonElective:
      return Sum(p, 2, 3);
    case Measure::kMentalHealthAndCommunity:
      return Sum(p, 4, 5);
    case Measure::kSocialCare:
      return Sum(p, 6, 6);
    case Measure::kGeneralPractice:
      return Sum(p, 7, 7);
    case Measure::kSpend:
      return Sum(p, 0, 7);
    case Measure::kInpatients:
      return p.rows[0] + p.rows[2];
    case Measure::kAe:
      return p.rows[3];
    default:
      return 0;
  }
}

std::array<int64_t, kCells> ScaledPopulations(int64_t people) {
  std::array<int64_t, kCells> populations{};
  std::vector<std::pair<double, size_t>> remainders;
  int64_t left = people;
  for (size_t cell = 0; cell < kCells; ++cell) {
    const double exact = static_cast<double>(people) * FigureOf(Measure::kPopulation).cells[cell] /
                         static_cast<double>(kPrintedPeople);
    populations[cell] = static_cast<int64_t>(exact);
    remainders.emplace_back(static_cast<double>(populations[cell]) - exact, cell);
    left -= populations[cell];
  }
  std::sort(remainders.begin(), remainders.end());
  for (int64_t i = 0; i < left; ++i) ++populations[remainders[static_cast<size_t>(i)].second];
  return populations;
}

// `sum` over `people` against the printed figure: half of its last place, and half a person, point
// or penny.
void ExpectPrinted(Measure measure, double sum, int64_t people, int32_t printed,
                   std::string_view where) {
  const Figure& figure = FigureOf(measure);
  const double unit = figure.decimals == 0 ? 1.0 : 0.1;
  const double step = measure == Measure::kRiskScore                                       ? 0.1
                      : measure >= Measure::kSpend && measure <= Measure::kGeneralPractice ? 0.05
                                                                                           : 1;
  EXPECT_NEAR(sum / static_cast<double>(people), printed * unit,
              unit / 2 + step / 2 / static_cast<double>(people) + 1e-9)
      << figure.name << ' ' << where;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  path_ = (std::filesystem::temp_directory_path() / "ginnel-synth-XXXXXX").string();
  if (mkdtemp(path_.data()) == nullptr) ADD_FAILURE() << "no temporary folder";
}
TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> ReadHeading(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  EXPECT_TRUE(std::getline(file, line)) << path;
  std::vector<std::string> heading;
  for (std::string_view field : Split(line)) heading.emplace_back(field);
  return heading;
}

void ForEachRow(const std::string& path, const std::vector<std::string>& columns,
                const std::function<void(const Fields&)>& row) {
  const std::vector<std::string> heading = ReadHeading(path);
  std::vector<size_t> places;
  for (const std::string& column : columns) {
    const auto found = std::find(heading.begin(), heading.end(), column);
    ASSERT_NE(found, heading.end()) << column << " in " << path;
    places.push_back(static_cast<size_t>(found - heading.begin()));
  }
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  Fields wanted(places.size());
  while (std::getline(file, line)) {
    const Fields fields = Split(line);
    ASSERT_EQ(fields.size(), heading.size()) << path;
    for (size_t i = 0; i < places.size(); ++i) wanted[i] = fields[places[i]];
    row(wanted);
  }
}

int64_t CityRead::CountIf(const std::function<bool(const PersonRead&)>& condition) const {
  return std::count_if(registered.begin(), registered.end(),
                       [&](const auto& entry) { return condition(entry.second); });
}

CityRead ReadCity(const std::string& folder) {
  CityRead city;
  for (int member = 0; member < 7; ++member) {
    const std::string path = folder + "/" + std::string(kMemberIds[static_cast<size_t>(member)]);
    if (member < 3) {
      ReadPersons(path, member, city);
      ReadConditions(path, member, city);
      ReadObservations(path, member, city);
    }
  }
  for (int member = 0; member < 7; ++member) {
    ReadEvents(folder + "/" + std::string(kMemberIds[static_cast<size_t>(member)]), member, city);
  }
  return city;
}

size_t CellOf(const PersonRead& person) {
  const size_t band = person.age <= 17 ? 0 : person.age <= 74 ? 1 : 2;
  const size_t level = person.condition_count < 5 ? 0 : person.condition_count < 11 ? 1 : 2;
  return 3 * band + level;
}

void ExpectTheTable(const CityRead& city, int64_t people) {
  constexpr std::array kMeans = {Measure::kAge,
                                 Measure::kDeprivation,
                                 Measure::kConditionCount,
                                 Measure::kRiskScore,
                                 Measure::kLace,
                                 Measure::kSpend,
                                 Measure::kAcuteElective,
                                 Measure::kAcuteNonElective,
                                 Measure::kMentalHealthAndCommunity,
                                 Measure::kSocialCare,
                                 Measure::kGeneralPractice,
                                 Measure::kInpatients,
                                 Measure::kAe};
  EXPECT_EQ(static_cast<int64_t>(city.registered.size()), people);
  EXPECT_EQ(city.registered_twice, 0u);
  std::array<int64_t, kCells> count{};
  std::array<std::array<int64_t, 17>, kCells> having{};
  std::array<std::array<double, kMeasures>, kCells + 1> sums{};
  for (const auto& [number, person] : city.registered) {
    const size_t cell = CellOf(person);
    ++count[cell];
    for (size_t i = 0; i < kPrintedCodes.size(); ++i)
      having[cell][i] += (person.conditions >> i) & 1;
    for (Measure measure : kMeans) {
      const double value = ValueOf(measure, person);
      sums[cell][static_cast<size_t>(measure)] += value;
      sums[kCells][static_cast<size_t>(measure)] += value;
    }
  }
  EXPECT_EQ(count, ScaledPopulations(people));
  for (size_t cell = 0; cell < kCells; ++cell) {
    const std::string where = "in cell " + std::to_string(cell);
    for (size_t i = 0; i < kPrintedCodes.size(); ++i) {
      const Figure& figure =
          FigureOf(static_cast<Measure>(static_cast<size_t>(Measure::kAsthma) + i));
      EXPECT_EQ(having[cell][i], (figure.cells[cell] * count[cell] + 500) / 1000)
          << figure.name << ' ' << where;
    }
    for (Measure measure : kMeans) {
      ExpectPrinted(measure, sums[cell][static_cast<size_t>(measure)], count[cell],
                    FigureOf(measure).cells[cell], where);
    }
  }
  for (Measure measure : kMeans) {
    ExpectPrinted(measure, sums[kCells][static_cast<size_t>(measure)], people,
                  FigureOf(measure).whole, "in the whole place");
  }
}

}  // namespace ginnel::synth
