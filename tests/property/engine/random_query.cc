// SPDX-License-Identifier: Apache-2.0
#include "tests/property/engine/random_query.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/node_engine/engine_fixture.h"

namespace ginnel::node {
namespace {

using Type = v1::VariableType;

std::string NameOf(const query::Dictionary& dictionary, bool (*fits)(Type), Dice& dice,
                   int* index = nullptr) {
  std::vector<int> candidates;
  for (int i = 0; i < dictionary.size(); ++i) {
    if (fits(dictionary.variable(i).type())) candidates.push_back(i);
  }
  const int chosen = dice.Of(candidates);
  if (index != nullptr) *index = chosen;
  return dictionary.variable(chosen).name();
}

bool IsFlag(Type type) { return type == v1::VARIABLE_TYPE_FLAG; }
bool IsCategory(Type type) { return type == v1::VARIABLE_TYPE_CATEGORY; }
bool IsNumber(Type type) {
  return type == v1::VARIABLE_TYPE_INTEGER || type == v1::VARIABLE_TYPE_COUNT ||
         type == v1::VARIABLE_TYPE_AMOUNT || type == v1::VARIABLE_TYPE_SCORE;
}

std::string RandomLiteral(Dice& dice) {
  const std::vector<int32_t> about = {0, 1, 5, 18, 65, 110, 255, 256, 1000, 40000};
  std::string text = absl::StrCat(dice.Of(about) + dice.Between(-1, 1));
  if (dice.OneIn(3)) absl::StrAppend(&text, ".", dice.Between(0, 99));
  return text;
}

std::string RandomNumber(const query::Dictionary& dictionary, int depth, Dice& dice) {
  if (depth <= 0 || dice.OneIn(2)) {
    return dice.OneIn(3) ? RandomLiteral(dice) : NameOf(dictionary, IsNumber, dice);
  }
  const std::string a = RandomNumber(dictionary, depth - 1, dice);
  const std::string b = RandomNumber(dictionary, depth - 1, dice);
  switch (dice.Between(0, 4)) {
    case 0:
      return absl::StrCat("(", a, " + ", b, ")");
    case 1:
      return absl::StrCat("(", a, " - ", b, ")");
    case 2:
      return absl::StrCat("(", a, " * ", b, ")");
    case 3:
      return absl::StrCat("-(", a, ")");
    default:
      return absl::StrCat("(", RandomCondition(dictionary, depth - 1, dice), " ? ", a, " : ", b,
                          ")");
  }
}

std::string RandomCodeTest(const query::Dictionary& dictionary, Dice& dice) {
  int variable = 0;
  const std::string name = NameOf(dictionary, IsCategory, dice, &variable);
  const auto code = [&] {
    const auto& codes = dictionary.variable(variable).codes();
    return absl::StrCat("'", codes.Get(dice.Between(0, codes.size() - 1)).code(), "'");
  };
  switch (dice.Between(0, 2)) {
    case 0:
      return absl::StrCat(name, " == ", code());
    case 1:
      return absl::StrCat(name, " != ", code());
    default:
      return absl::StrCat(name, " in [", code(), ", ", code(), "]");
  }
}

std::string RandomLeaf(const query::Dictionary& dictionary, Dice& dice) {
  switch (dice.Between(0, 4)) {
    case 0:
      return NameOf(dictionary, IsFlag, dice);
    case 1:
      return RandomCodeTest(dictionary, dice);
    case 2:
      return dice.OneIn(2) ? "true" : "false";
    case 3: {
      const auto any = [](Type) { return true; };
      return absl::StrCat("has(", NameOf(dictionary, any, dice), ")");
    }
    default:
      return absl::StrCat(NameOf(dictionary, IsNumber, dice), " in [", RandomLiteral(dice), ", ",
                          RandomLiteral(dice), "]");
  }
}

query::PlannedAxis RandomAxis(const query::Dictionary& dictionary, Dice& dice) {
  query::PlannedAxis axis;
  axis.name = "axis";
  const int32_t rules = dice.OneIn(4) ? dice.Between(5, 20) : dice.Between(0, 4);
  for (int32_t i = 0; i < rules; ++i) axis.rules.push_back(RandomExpression(dictionary, 2, dice));
  axis.rules.push_back(True());
  axis.labels.resize(axis.rules.size());
  return axis;
}

}  // namespace

std::string RandomCondition(const query::Dictionary& dictionary, int depth, Dice& dice) {
  if (depth <= 0) return RandomLeaf(dictionary, dice);
  const auto inner = [&] { return RandomCondition(dictionary, depth - 1, dice); };
  const std::vector<std::string> comparisons = {"<", "<=", ">", ">=", "==", "!="};
  switch (dice.Between(0, 7)) {
    case 0:
      return absl::StrCat("!(", inner(), ")");
    case 1:
      return absl::StrCat("(", inner(), " && ", inner(), ")");
    case 2:
      return absl::StrCat("(", inner(), " || ", inner(), ")");
    case 3:
      return absl::StrCat("(", inner(), " ? ", inner(), " : ", inner(), ")");
    case 4:
      return RandomLeaf(dictionary, dice);
    case 5:
      return absl::StrCat("((", inner(), ") == (", inner(), "))");
    default:
      return absl::StrCat("(", RandomNumber(dictionary, depth - 1, dice), " ", dice.Of(comparisons),
                          " ", RandomNumber(dictionary, depth - 1, dice), ")");
  }
}

query::Expression RandomExpression(const query::Dictionary& dictionary, int depth, Dice& dice,
                                   std::string* text) {
  for (;;) {
    const std::string thrown = RandomCondition(dictionary, depth, dice);
    absl::StatusOr<query::Expression> parsed = query::ParseExpression(thrown, dictionary);
    if (!parsed.ok()) continue;
    if (text != nullptr) *text = thrown;
    return *std::move(parsed);
  }
}

namespace {

void AddMonths(int months, query::Plan& plan) {
  query::PlannedAxis axis;
  axis.name = "month";
  for (int month = 0; month < months; ++month) axis.labels.push_back(std::to_string(month));
  plan.axes.push_back(std::move(axis));
  plan.cells = static_cast<size_t>(months);
}

void ByMonth(query::Plan& plan) {
  plan.index_date = plan.period.end;
  AddMonths(12, plan);
}

void AroundAnEvent(const query::Dictionary& dictionary, query::Plan& plan, Dice& dice) {
  plan.index_date = On("2027-04-01");
  query::EventMonths around;
  do {
    around.variable = dice.Between(0, dictionary.size() - 1);
  } while (!dictionary.variable(around.variable).from().has_events() &&
           !dictionary.variable(around.variable).from().has_condition());
  around.months = dice.Between(1, 4);
  plan.around = around;
  AddMonths(2 * around.months, plan);
}

void SettleBefore(query::Plan& plan, Dice& dice) {
  if (plan.population == v1::POPULATION_BASE_REGISTERED_IN_PERIOD) {
    plan.population = v1::POPULATION_BASE_REGISTERED;
  }
  const Day day{On("2025-10-01").value - dice.Between(0, 200)};
  plan.baseline = query::Moment{day, {MonthsBefore(day, 12), day}};
}

}  // namespace

query::Plan RandomPlan(const query::Dictionary& dictionary, Dice& dice) {
  query::Plan plan = PlanAt(dice.OneIn(2)   ? "2026-04-01"
                            : dice.OneIn(2) ? "2026-04-02"
                                            : "2025-10-01");
  if (dice.OneIn(2)) plan.population = v1::POPULATION_BASE_REGISTERED;
  if (dice.OneIn(4)) plan.population = v1::POPULATION_BASE_REGISTERED_IN_PERIOD;
  if (!dice.OneIn(4)) plan.where = RandomExpression(dictionary, 3, dice);
  if (dice.OneIn(4)) {
    ByMonth(plan);
  } else if (dice.OneIn(4)) {
    AroundAnEvent(dictionary, plan, dice);
  }
  if (dice.OneIn(3)) SettleBefore(plan, dice);
  for (int32_t axes = dice.Between(0, 3); axes > 0; --axes) {
    plan.axes.push_back(RandomAxis(dictionary, dice));
    plan.cells *= plan.axes.back().rules.size();
  }
  using Kind = query::Aggregate::Kind;
  plan.aggregates.push_back({Kind::kPeople, -1});
  for (int i = 0; i < dictionary.size(); ++i) {
    const Type type = dictionary.variable(i).type();
    const v1::Derivation& from = dictionary.variable(i).from();
    if (plan.around && (from.has_died() || from.has_joined() || from.has_registered_days() ||
                        from.has_geography())) {
      continue;
    }
    plan.aggregates.push_back({Kind::kKnown, i});
    if (IsFlag(type)) plan.aggregates.push_back({Kind::kTrue, i});
    if (!IsNumber(type)) continue;
    for (Kind kind : {Kind::kContributors, Kind::kSum, Kind::kSumOfSquares}) {
      plan.aggregates.push_back({kind, i});
    }
  }
  return plan;
}

}  // namespace ginnel::node
