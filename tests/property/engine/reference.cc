// SPDX-License-Identifier: Apache-2.0
#include "tests/property/engine/reference.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "query/row_evaluator.h"

namespace ginnel::node {
namespace {

using Value = std::optional<int64_t>;

struct Person {
  const Records& records;
  uint32_t row;
  const v1::Variable& variable;
  const v1::Geographies& geographies;
  AsOf as_of;

  int32_t today() const { return as_of.index_date.value; }
  int32_t Since(uint32_t months) const {
    return MonthsBefore(as_of.index_date, static_cast<int>(months)).value;
  }
  Value CodeOf(const std::string& code) const {
    for (int i = 0; i < variable.codes_size(); ++i) {
      if (variable.codes(i).code() == code) return i;
    }
    return std::nullopt;
  }
};

bool IsRegistered(const Person& person) {
  const int32_t death = person.records.death_month[person.row];
  if (death != kMissing && FirstDayOf(Month{death}) < person.as_of.index_date) return false;
  const Records::Registrations& table = person.records.registrations;
  for (size_t i = 0; i < table.row.size(); ++i) {
    if (table.row[i] == person.row && table.from[i] <= person.today() &&
        person.today() < table.to[i]) {
      return true;
    }
  }
  return false;
}

bool IsRegisteredOn(const Person& person, int32_t day) {
  const int32_t death = person.records.death_month[person.row];
  if (death != kMissing && day > FirstDayOf(Month{death}).value) return false;
  const Records::Registrations& table = person.records.registrations;
  for (size_t i = 0; i < table.row.size(); ++i) {
    if (table.row[i] == person.row && table.from[i] <= day && day < table.to[i]) return true;
  }
  return false;
}

int64_t RegisteredDaysOf(const Person& person) {
  int64_t days = 0;
  const int32_t end = std::min(person.as_of.period.end.value, person.today());
  for (int32_t day = person.as_of.period.first.value; day < end; ++day) {
    days += IsRegisteredOn(person, day) ? 1 : 0;
  }
  return days;
}

Value AgeOf(const Person& person) {
  const int32_t birth = person.records.birth_month[person.row];
  if (birth == kMissing) return std::nullopt;
  // Counts birthdays up to and including the index date.
  Value age;
  for (int32_t year = 0; FirstDayOf(Month{birth + 12 * year}) <= person.as_of.index_date; ++year)
    age = year;
  return age;
}

Value ConditionOf(const Person& person) {
  const v1::Derivation::Condition& from = person.variable.from().condition();
  const auto at = person.records.conditions.find(from.code());
  if (at == person.records.conditions.end()) return std::nullopt;
  Value value;
  for (size_t i = 0; i < at->second.row.size(); ++i) {
    if (at->second.row[i] != person.row || at->second.from[i] >= person.today()) continue;
    const bool recent =
        from.within_months() == 0 || at->second.from[i] >= person.Since(from.within_months());
    const bool holds = recent && at->second.to[i] > person.today();
    value = std::max<int64_t>(value.value_or(0), holds ? 1 : 0);
  }
  return value;
}

Value ObservationOf(const Person& person) {
  const v1::Derivation::Observation& from = person.variable.from().observation();
  const Records::Observations& table = person.records.observations.at(from.name());
  Value value;
  for (size_t i = 0; i < table.row.size(); ++i) {
    if (table.row[i] != person.row || table.date[i] >= person.today()) continue;
    if (from.within_months() > 0 && table.date[i] < person.Since(from.within_months())) continue;
    if (table.value[i] == kMissing) continue;
    const Value code = person.variable.type() == v1::VARIABLE_TYPE_CATEGORY
                           ? person.CodeOf(table.codes[static_cast<size_t>(table.value[i])])
                           : Value(table.value[i]);
    if (code) value = code;
  }
  return value;
}

bool IsWanted(const google::protobuf::RepeatedPtrField<std::string>& wanted, const CodeTable& codes,
              uint16_t code) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), codes[code]) != wanted.end();
}

Value EventsOf(const Person& person, int decimals) {
  const v1::Derivation::Events& from = person.variable.from().events();
  const bool months = from.within_months() > 0;
  const int32_t first =
      months ? person.Since(from.within_months()) : person.as_of.period.first.value;
  const int32_t end =
      months ? person.today() : std::min(person.as_of.period.end.value, person.today());
  Value sum;
  int32_t latest = first;
  for (const std::string& kind : from.kinds()) {
    const Records::Events& table = person.records.events.at(kind);
    for (size_t i = 0; i < table.row.size(); ++i) {
      if (table.row[i] != person.row || table.date[i] < first || table.date[i] >= end) continue;
      if (!IsWanted(from.codes(), table.codes, table.code[i]) ||
          !IsWanted(from.portfolios(), table.portfolios, table.portfolio[i])) {
        continue;
      }
      if (from.sum() == v1::Derivation::Events::SUM_ANY) return 1;
      if (from.sum() == v1::Derivation::Events::SUM_LATEST) {
        if (table.date[i] >= latest) sum = table.quantity[i];
        latest = std::max(latest, table.date[i]);
        continue;
      }
      const int64_t amount = from.sum() == v1::Derivation::Events::SUM_COST ? table.cost[i]
                             : from.sum() == v1::Derivation::Events::SUM_QUANTITY
                                 ? table.quantity[i]
                                 : 1;
      sum = sum.value_or(0) + amount;
    }
  }
  if (sum && from.sum() == v1::Derivation::Events::SUM_COST && decimals == 0) {
    sum = static_cast<int64_t>(std::floor(static_cast<double>(*sum) / 100 + 0.5));
  }
  return sum;
}

Value GeographyOf(const Person& person) {
  const Records::Registrations& table = person.records.registrations;
  std::string code;
  std::string last;
  bool now = false;
  const int32_t end = std::min(person.as_of.period.end.value, person.today());
  for (size_t i = 0; i < table.row.size(); ++i) {
    if (table.row[i] != person.row) continue;
    if (table.from[i] <= person.today() && person.today() < table.to[i]) {
      code = table.practices[table.practice[i]];
      now = true;
    }
    if (table.from[i] < end && table.to[i] > person.as_of.period.first.value) {
      last = table.practices[table.practice[i]];
    }
  }
  if (!now) code = last;
  for (const v1::Area& area : person.geographies.areas()) {
    if (area.level() == "practice" && area.code() == code) return person.CodeOf(area.within());
  }
  return std::nullopt;
}

Value AttributeOf(const Person& person) {
  const Records::ValueColumn& column =
      person.records.attributes.at(person.variable.from().attribute().name());
  const int32_t value = column.values[person.row];
  if (value == kMissing) return std::nullopt;
  if (person.variable.type() != v1::VARIABLE_TYPE_CATEGORY) return value;
  return person.CodeOf(column.codes[static_cast<size_t>(value)]);
}

Value DerivedOf(const Person& person, int decimals) {
  switch (person.variable.from().kind_case()) {
    case v1::Derivation::kAge:
      return AgeOf(person);
    case v1::Derivation::kRegistered:
      return IsRegistered(person) ? 1 : 0;
    case v1::Derivation::kDied: {
      const int32_t death = person.records.death_month[person.row];
      if (death == kMissing) return 0;
      const Day day = FirstDayOf(Month{death});
      const Day end = std::min(person.as_of.period.end, person.as_of.index_date);
      return person.as_of.period.first <= day && day < end ? 1 : 0;
    }
    case v1::Derivation::kRegisteredDays:
      return RegisteredDaysOf(person);
    case v1::Derivation::kJoined:
      return RegisteredDaysOf(person) > 0 &&
                     !IsRegisteredOn(person, person.as_of.period.first.value - 1)
                 ? 1
                 : 0;
    case v1::Derivation::kCondition:
      return ConditionOf(person);
    case v1::Derivation::kObservation:
      return ObservationOf(person);
    case v1::Derivation::kEvents:
      return EventsOf(person, decimals);
    case v1::Derivation::kGeography:
      return GeographyOf(person);
    default:
      return AttributeOf(person);
  }
}

int64_t Contribution(query::Aggregate::Kind kind, const Value& value, int decimals) {
  using Kind = query::Aggregate::Kind;
  switch (kind) {
    case Kind::kPeople:
      return 1;
    case Kind::kTrue:
      return value.value_or(0);
    case Kind::kKnown:
      return value ? 1 : 0;
    case Kind::kContributors:
      return value.value_or(0) != 0 ? 1 : 0;
    case Kind::kSum:
      return value.value_or(0);
    case Kind::kSumOfSquares:
      break;
  }
  const double whole =
      std::floor(static_cast<double>(value.value_or(0)) / std::pow(10, decimals) + 0.5);
  return static_cast<int64_t>(whole * whole);
}

}  // namespace

std::vector<std::optional<int64_t>> ValuesOfPerson(const Records& records, uint32_t row,
                                                   const query::Dictionary& dictionary,
                                                   const AsOf& as_of) {
  std::vector<Value> values;
  for (int i = 0; i < dictionary.size(); ++i) {
    const Person person{records, row, dictionary.variable(i), dictionary.proto().geographies(),
                        as_of};
    Value value = DerivedOf(person, dictionary.decimals(i));
    const v1::Absent absent = dictionary.variable(i).absent();
    if (!value && (absent == v1::ABSENT_FALSE || absent == v1::ABSENT_ZERO)) value = 0;
    if (value) value = std::clamp(*value, dictionary.lower(i), dictionary.upper(i));
    values.push_back(value);
  }
  return values;
}

namespace {

bool IsCounted(const Person& person, v1::PopulationBase population) {
  switch (population) {
    case v1::POPULATION_BASE_REGISTERED:
      return IsRegistered(person);
    case v1::POPULATION_BASE_REGISTERED_IN_PERIOD:
      return RegisteredDaysOf(person) > 0;
    default:
      return true;
  }
}

// The first day of the period with an event of those that the person's variable counts, or with its
// condition recorded.
std::optional<Day> FirstEventOf(const Person& person) {
  const v1::Derivation::Events& from = person.variable.from().events();
  std::optional<Day> first;
  const auto at = person.records.conditions.find(person.variable.from().condition().code());
  if (person.variable.from().has_condition() && at != person.records.conditions.end()) {
    for (size_t i = 0; i < at->second.row.size(); ++i) {
      const Day day{at->second.from[i]};
      if (at->second.row[i] == person.row && person.as_of.period.first <= day &&
          day < person.as_of.period.end) {
        first = std::min(first.value_or(day), day);
      }
    }
  }
  for (const std::string& kind : from.kinds()) {
    const Records::Events& table = person.records.events.at(kind);
    for (size_t i = 0; i < table.row.size(); ++i) {
      const Day day{table.date[i]};
      if (table.row[i] == person.row && person.as_of.period.first <= day &&
          day < person.as_of.period.end && IsWanted(from.codes(), table.codes, table.code[i]) &&
          IsWanted(from.portfolios(), table.portfolios, table.portfolio[i])) {
        first = std::min(first.value_or(day), day);
      }
    }
  }
  return first;
}

// What a person's figures are of, and over, at `moment`; nothing for who has no such time.
std::optional<AsOf> FigureTime(const Records& records, uint32_t row, const query::Plan& plan,
                               const query::Dictionary& dictionary, const query::Moment& moment) {
  if (!plan.around) return AsOf{moment.index_date, moment.period};
  const Person person{records,
                      row,
                      dictionary.variable(plan.around->variable),
                      dictionary.proto().geographies(),
                      {moment.index_date, moment.period}};
  const std::optional<Day> event = FirstEventOf(person);
  if (!event) return std::nullopt;
  const auto after = [&](int months) { return MonthsBefore(*event, -months); };
  return AsOf{moment.index_date, {after(moment.own_month), after(moment.own_month + 1)}};
}

}  // namespace

std::vector<int64_t> ReferenceTable(const Records& records, const query::Plan& plan,
                                    const query::Dictionary& dictionary) {
  std::vector<int64_t> table(plan.positions(), 0);
  std::vector<query::PlannedAxis> axes = plan.axes;
  if (plan.by_month()) axes.erase(axes.begin());
  const std::vector<query::Moment> moments = plan.Moments();
  for (size_t moment = 0; moment < moments.size(); ++moment) {
    const query::Moment settled = plan.Selection(moments[moment]);
    const AsOf selection{settled.index_date, settled.period};
    for (uint32_t row = 0; row < records.people(); ++row) {
      const Person person{records, row, dictionary.variable(0), dictionary.proto().geographies(),
                          selection};
      if (!IsCounted(person, plan.population)) continue;
      const std::vector<Value> settled_values = ValuesOfPerson(records, row, dictionary, selection);
      if (!query::IsSelected(plan.where, settled_values)) continue;
      const std::optional<AsOf> time = FigureTime(records, row, plan, dictionary, moments[moment]);
      if (!time) continue;
      const std::vector<Value> values = ValuesOfPerson(records, row, dictionary, *time);
      const size_t cell =
          moment * plan.cells / moments.size() + query::CellOf(axes, settled_values);
      for (size_t i = 0; i < plan.aggregates.size(); ++i) {
        const query::Aggregate& aggregate = plan.aggregates[i];
        const bool of_variable = aggregate.variable >= 0;
        table[plan.Position(static_cast<int>(i), cell)] += Contribution(
            aggregate.kind, of_variable ? values[static_cast<size_t>(aggregate.variable)] : Value(),
            of_variable ? dictionary.decimals(aggregate.variable) : 0);
      }
    }
  }
  return table;
}

}  // namespace ginnel::node
