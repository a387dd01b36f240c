// SPDX-License-Identifier: Apache-2.0
//
// Areas add up before disclosure control: the practices of a neighbourhood to it, and so on up to
// the place, in every figure.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "node/engine/engine.h"
#include "query/expression.h"
#include "tests/property/engine/random_records.h"
#include "tests/unit/node_engine/engine_fixture.h"

namespace ginnel::node {
namespace {

const std::vector<std::string> kLevels = {"place", "locality", "neighbourhood", "practice"};

// A place, as a tree of areas; practice A81999 of the records is in none of them.
query::Dictionary CityOfAreas() {
  std::vector<std::string> variables = {
      "name: 'visits' type: VARIABLE_TYPE_COUNT lower: 0 upper: 5 absent: ABSENT_ZERO from "
      "{events {kinds: 'visit'}}",
      "name: 'asthma' type: VARIABLE_TYPE_FLAG absent: ABSENT_FALSE from {condition {}}"};
  std::string geographies;
  for (const std::string& level : kLevels) {
    absl::StrAppend(&geographies, "levels: '", level, "' ");
    variables.push_back(absl::StrCat("name: '", level,
                                     "' type: VARIABLE_TYPE_CATEGORY from {geography {level: '",
                                     level, "'}}"));
  }
  return DictionaryOf(variables,
                      absl::StrCat(geographies,
                                   "areas {level: 'place' code: 'P'} "
                                   "areas {level: 'locality' code: 'L1' within: 'P'} "
                                   "areas {level: 'locality' code: 'L2' within: 'P'} "
                                   "areas {level: 'neighbourhood' code: 'N1' within: 'L1'} "
                                   "areas {level: 'neighbourhood' code: 'N2' within: 'L1'} "
                                   "areas {level: 'neighbourhood' code: 'N3' within: 'L2'} "
                                   "areas {level: 'practice' code: 'A81001' within: 'N1'} "
                                   "areas {level: 'practice' code: 'A81002' within: 'N1'} "
                                   "areas {level: 'practice' code: 'A81003' within: 'N3'}"));
}

// The figures of every area of a level and, under "", of those of whom none is known.
using Figures = std::map<std::string, std::vector<int64_t>>;

query::Plan PlanBy(const std::string& level, v1::PopulationBase population,
                   const query::Dictionary& dictionary) {
  using Kind = query::Aggregate::Kind;
  query::Plan plan = PlanAt("2026-04-01");
  plan.population = population;
  query::PlannedAxis axis;
  axis.name = level;
  for (const v1::Area& area : dictionary.proto().geographies().areas()) {
    if (area.level() != level) continue;
    axis.labels.push_back(area.code());
    axis.rules.push_back(
        query::ParseExpression(absl::StrCat(level, " == '", area.code(), "'"), dictionary).value());
  }
  axis.labels.emplace_back();
  axis.rules.push_back(True());
  plan.cells = axis.labels.size();
  plan.axes.push_back(std::move(axis));
  const int visits = dictionary.Find("visits").value();
  const int asthma = dictionary.Find("asthma").value();
  plan.aggregates = {{Kind::kPeople, -1},
                     {Kind::kTrue, asthma},
                     {Kind::kContributors, visits},
                     {Kind::kSum, visits},
                     {Kind::kSumOfSquares, visits}};
  return plan;
}

Figures FiguresOf(Engine& engine, const query::Plan& plan, const query::Dictionary& dictionary) {
  const std::vector<int64_t> values = ComputeWith(engine, plan, dictionary).value();
  Figures figures;
  for (size_t cell = 0; cell < plan.cells; ++cell) {
    for (size_t each = 0; each < plan.aggregates.size(); ++each) {
      figures[plan.axes[0].labels[cell]].push_back(values[each * plan.cells + cell]);
    }
  }
  return figures;
}

void Add(const std::vector<int64_t>& part, std::vector<int64_t>& whole) {
  whole.resize(part.size(), 0);
  for (size_t i = 0; i < part.size(); ++i) whole[i] += part[i];
}

TEST(RollUpProperty, EveryFigureOfAnAreaIsTheSumOfThoseWithinIt) {
  const query::Dictionary dictionary = CityOfAreas();
  std::map<std::string, std::string> within;
  for (const v1::Area& area : dictionary.proto().geographies().areas()) {
    within[area.code()] = area.within();
  }
  std::vector<std::string> offers = kLevels;
  offers.insert(offers.end(), {"visits", "asthma"});
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    Engine engine(SnapshotOf(RandomRecords(200 + seed, dice), offers));
    for (const auto population : {v1::POPULATION_BASE_HELD, v1::POPULATION_BASE_REGISTERED,
                                  v1::POPULATION_BASE_REGISTERED_IN_PERIOD}) {
      for (size_t level = 0; level + 1 < kLevels.size(); ++level) {
        const Figures whole =
            FiguresOf(engine, PlanBy(kLevels[level], population, dictionary), dictionary);
        const Figures parts =
            FiguresOf(engine, PlanBy(kLevels[level + 1], population, dictionary), dictionary);
        Figures added;
        for (const auto& [area, figures] : whole) added[area].resize(figures.size(), 0);
        for (const auto& [area, figures] : parts) Add(figures, added[within[area]]);
        ASSERT_EQ(added, whole) << kLevels[level];
        ASSERT_GT(whole.begin()->second[0], 0);
      }
    }
  }
}

}  // namespace
}  // namespace ginnel::node
