// SPDX-License-Identifier: Apache-2.0
#include "tests/property/engine/random_records.h"

#include <algorithm>
#include <string>

#include "tests/unit/node_engine/engine_fixture.h"

namespace ginnel::node {
namespace {

// Days about the edges of the windows: index date, period, 6 and 12 months, and anywhere.
int32_t RandomDay(Dice& dice) {
  const int32_t index = On("2026-04-01").value;
  const std::vector<int32_t> edges = {index, On("2025-04-01").value, On("2025-10-01").value};
  return dice.OneIn(2) ? dice.Of(edges) + dice.Between(-1, 1)
                       : dice.Between(index - 900, index + 60);
}

int32_t RandomEnd(int32_t from, Dice& dice) {
  if (dice.OneIn(2)) return kOpen;
  return std::max(from, RandomDay(dice));
}

// About `per_person` rows each, in the order of rows; `add` appends the rest of one.
template <typename Table, typename Add>
void Fill(Table& table, size_t people, int32_t per_person, Dice& dice, Add add) {
  for (uint32_t row = 0; row < people; ++row) {
    const int32_t count = dice.Between(0, 2 * per_person);
    std::vector<int32_t> days;
    for (int32_t i = 0; i < count; ++i) days.push_back(RandomDay(dice));
    std::sort(days.begin(), days.end());
    for (int32_t day : days) {
      table.row.push_back(row);
      add(table, day);
    }
  }
}

void FillPersons(Records& records, Dice& dice) {
  const int32_t index = InMonth("2026-04");
  for (size_t row = 0; row < records.people(); ++row) {
    if (!dice.OneIn(10)) records.birth_month[row] = index - dice.Between(-3, 1500);
    if (dice.OneIn(5)) records.death_month[row] = index - dice.Between(-2, 14);
  }
  const auto attribute = [&](const char* name, int32_t lower, int32_t upper, CodeTable codes) {
    Records::ValueColumn& column = records.attributes[name];
    column.codes = std::move(codes);
    for (size_t row = 0; row < records.people(); ++row) {
      column.values.push_back(dice.OneIn(6) ? kMissing : dice.Between(lower, upper));
    }
  };
  attribute("sex", 0, 3, {"2", "unlisted", "1", "9"});
  attribute("housebound", 0, 1, {});
  attribute("imd", 0, 13, {});
  attribute("score", -300, 1300, {});
}

void FillDated(Records& records, Dice& dice) {
  const size_t people = records.people();
  records.registrations.practices = {"A81001", "A81002", "A81003", "A81999"};
  Fill(records.registrations, people, 1, dice, [&](Records::Registrations& table, int32_t day) {
    table.practice.push_back(static_cast<uint16_t>(dice.Between(0, 3)));
    table.from.push_back(day);
    table.to.push_back(RandomEnd(day, dice));
  });
  for (const char* code : {"asthma", "cancer"}) {
    Fill(records.conditions[code], people, 1, dice, [&](Records::Conditions& table, int32_t day) {
      table.from.push_back(day);
      table.to.push_back(RandomEnd(day, dice));
    });
  }
  Fill(records.observations["bmi"], people, 2, dice,
       [&](Records::Observations& table, int32_t day) {
         table.date.push_back(day);
         table.value.push_back(dice.OneIn(5) ? kMissing : dice.Between(100, 700));
       });
  records.observations["smoking"].codes = {"current", "never", "sometimes", "ex"};
  Fill(records.observations["smoking"], people, 1, dice,
       [&](Records::Observations& table, int32_t day) {
         table.date.push_back(day);
         table.value.push_back(dice.Between(0, 3));
       });
  for (const char* kind : {"visit", "call"}) {
    records.events[kind].codes = {"", "c1", "c2", "c3"};
    records.events[kind].portfolios = {"", "urgent", "planned"};
    Fill(records.events[kind], people, 3, dice, [&](Records::Events& table, int32_t day) {
      table.code.push_back(static_cast<uint16_t>(dice.Between(0, 3)));
      table.portfolio.push_back(static_cast<uint16_t>(dice.Between(0, 2)));
      table.date.push_back(day);
      table.quantity.push_back(dice.Between(1, 3));
      table.cost.push_back(dice.Between(-2'000, 80'000));
    });
  }
}

// Copies the entries whose row is chosen; `columns` are moved along with them.
template <typename Copy>
void CopyRows(const std::vector<uint32_t>& from, const std::vector<int64_t>& place, Copy copy) {
  for (size_t entry = 0; entry < from.size(); ++entry) {
    if (place[from[entry]] >= 0) copy(entry, static_cast<uint32_t>(place[from[entry]]));
  }
}

}  // namespace

query::Dictionary EveryDerivation() {
  return DictionaryOf(
      {
          "name: 'age' type: VARIABLE_TYPE_INTEGER lower: 0 upper: 110 from {age {}}",
          "name: 'registered' type: VARIABLE_TYPE_FLAG from {registered {}}",
          "name: 'died' type: VARIABLE_TYPE_FLAG from {died {}}",
          "name: 'sex' type: VARIABLE_TYPE_CATEGORY codes {code: '1'} codes {code: '2'} codes "
          "{code: '9'} from {attribute {}}",
          "name: 'housebound' type: VARIABLE_TYPE_FLAG from {attribute {}}",
          "name: 'imd' type: VARIABLE_TYPE_INTEGER lower: 1 upper: 10 from {attribute {}}",
          "name: 'score' type: VARIABLE_TYPE_SCORE scale: '0.1' lower: -20 upper: 100 absent: "
          "ABSENT_ZERO from {attribute {}}",
          "name: 'asthma' type: VARIABLE_TYPE_FLAG absent: ABSENT_FALSE from {condition {}}",
          "name: 'cancer' type: VARIABLE_TYPE_FLAG from {condition {within_months: 12}}",
          "name: 'bmi' type: VARIABLE_TYPE_SCORE scale: '0.1' lower: 12 upper: 60 from "
          "{observation {within_months: 12}}",
          "name: 'smoking' type: VARIABLE_TYPE_CATEGORY codes {code: 'never'} codes {code: 'ex'} "
          "codes {code: 'current'} from {observation {}}",
          "name: 'visits' type: VARIABLE_TYPE_COUNT lower: 0 upper: 5 absent: ABSENT_ZERO from "
          "{events {kinds: 'visit'}}",
          "name: 'contacts' type: VARIABLE_TYPE_COUNT lower: 0 upper: 300 from {events {kinds: "
          "'visit' kinds: 'call' sum: SUM_QUANTITY within_months: 6}}",
          "name: 'cost' type: VARIABLE_TYPE_AMOUNT scale: '0.01' lower: 0 upper: 2000 absent: "
          "ABSENT_ZERO from {events {kinds: 'visit' kinds: 'call' sum: SUM_COST}}",
          "name: 'pounds' type: VARIABLE_TYPE_AMOUNT lower: -10 upper: 5000 from {events {kinds: "
          "'call' sum: SUM_COST}}",
          "name: 'days' type: VARIABLE_TYPE_COUNT lower: 0 upper: 366 absent: ABSENT_ZERO from "
          "{registered_days {}}",
          "name: 'joined' type: VARIABLE_TYPE_FLAG absent: ABSENT_FALSE from {joined {}}",
          "name: 'any_call' type: VARIABLE_TYPE_FLAG absent: ABSENT_FALSE from {events {kinds: "
          "'call' sum: SUM_ANY codes: 'c1' codes: 'c3'}}",
          "name: 'latest' type: VARIABLE_TYPE_INTEGER lower: 0 upper: 9 from {events {kinds: "
          "'call' kinds: 'visit' sum: SUM_LATEST within_months: 12}}",
          "name: 'urgent' type: VARIABLE_TYPE_COUNT lower: 0 upper: 50 absent: ABSENT_ZERO from "
          "{events {kinds: 'visit' portfolios: 'urgent' codes: 'c2'}}",
          "name: 'planned_cost' type: VARIABLE_TYPE_AMOUNT scale: '0.01' lower: 0 upper: 9000 "
          "absent: ABSENT_ZERO from {events {kinds: 'visit' sum: SUM_COST portfolios: 'planned'}}",
          "name: 'neighbourhood' type: VARIABLE_TYPE_CATEGORY from {geography {level: "
          "'neighbourhood'}}",
      },
      "levels: 'place' levels: 'neighbourhood' levels: 'practice' "
      "areas {level: 'place' code: 'P'} "
      "areas {level: 'neighbourhood' code: 'N1' within: 'P'} "
      "areas {level: 'neighbourhood' code: 'N2' within: 'P'} "
      "areas {level: 'practice' code: 'A81001' within: 'N1'} "
      "areas {level: 'practice' code: 'A81002' within: 'N2'} "
      "areas {level: 'practice' code: 'A81003' within: 'N2'}");
}

Records RandomRecords(size_t people, Dice& dice) {
  Records records = PeopleOf(people);
  FillPersons(records, dice);
  FillDated(records, dice);
  return records;
}

Records PeopleAt(const Records& records, const std::vector<uint32_t>& rows) {
  Records chosen;
  std::vector<int64_t> place(records.people(), -1);
  for (uint32_t row : rows) {
    place[row] = static_cast<int64_t>(chosen.ids.size());
    chosen.ids.push_back(records.ids[row]);
    chosen.birth_month.push_back(records.birth_month[row]);
    chosen.death_month.push_back(records.death_month[row]);
  }
  for (const auto& [name, column] : records.attributes) {
    Records::ValueColumn& to = chosen.attributes[name];
    to.codes = column.codes;
    for (uint32_t row : rows) to.values.push_back(column.values[row]);
  }
  const Records::Registrations& registrations = records.registrations;
  chosen.registrations.practices = registrations.practices;
  CopyRows(registrations.row, place, [&](size_t entry, uint32_t row) {
    chosen.registrations.row.push_back(row);
    chosen.registrations.practice.push_back(registrations.practice[entry]);
    chosen.registrations.from.push_back(registrations.from[entry]);
    chosen.registrations.to.push_back(registrations.to[entry]);
  });
  for (const auto& [code, table] : records.conditions) {
    Records::Conditions& to = chosen.conditions[code];
    CopyRows(table.row, place, [&, &from = table](size_t entry, uint32_t row) {
      to.row.push_back(row);
      to.from.push_back(from.from[entry]);
      to.to.push_back(from.to[entry]);
    });
  }
  for (const auto& [name, table] : records.observations) {
    Records::Observations& to = chosen.observations[name];
    to.codes = table.codes;
    CopyRows(table.row, place, [&, &from = table](size_t entry, uint32_t row) {
      to.row.push_back(row);
      to.date.push_back(from.date[entry]);
      to.value.push_back(from.value[entry]);
    });
  }
  for (const auto& [kind, table] : records.events) {
    Records::Events& to = chosen.events[kind];
    to.codes = table.codes;
    to.portfolios = table.portfolios;
    CopyRows(table.row, place, [&, &from = table](size_t entry, uint32_t row) {
      to.row.push_back(row);
      to.date.push_back(from.date[entry]);
      to.quantity.push_back(from.quantity[entry]);
      to.cost.push_back(from.cost[entry]);
      to.code.push_back(from.code[entry]);
      to.portfolio.push_back(from.portfolio[entry]);
    });
  }
  return chosen;
}

}  // namespace ginnel::node
