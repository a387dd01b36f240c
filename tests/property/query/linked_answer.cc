// SPDX-License-Identifier: Apache-2.0
//
// What a linked plan must come to, said in two ways: by the dictionary's words over one pooled row,
// and by the contract of query/linkage/linked_plan.h over each source's own row.
#include <gtest/gtest.h>

#include <algorithm>

#include "linked_city.h"
#include "query/decimal.h"
#include "query/row_evaluator.h"

namespace ginnel::query {
namespace {

using Kind = Aggregate::Kind;

bool Supplies(const LinkedSource& source, int variable, const v1::Constitution& constitution,
              const Dictionary& dictionary, const std::vector<std::string>& roster) {
  const std::string& id = roster[static_cast<size_t>(source.members[0])];
  const auto& by = dictionary.variable(variable).sectors();
  for (const v1::Member& member : constitution.members()) {
    if (member.id() == id) return std::find(by.begin(), by.end(), member.sectors(0)) != by.end();
  }
  return false;
}

int64_t WholeUnits(int64_t value, int decimals) {
  const int64_t unit = PowerOfTen(decimals);
  return (2 * value + unit) / (2 * unit);
}

std::optional<int64_t> Pooled(const std::vector<std::optional<int64_t>>& values,
                              v1::Combine combine) {
  if (values.empty()) return std::nullopt;
  if (values.size() == 1 || combine == v1::COMBINE_FIRST_SUPPLIER) return values[0];
  std::optional<int64_t> pooled;
  for (const std::optional<int64_t>& value : values) {
    if (!value) continue;
    if (!pooled) {
      pooled = value;
    } else if (combine == v1::COMBINE_ANY || combine == v1::COMBINE_MAX) {
      pooled = std::max(*pooled, *value);
    } else if (combine == v1::COMBINE_SUM) {
      pooled = *pooled + *value;
    }
  }
  return pooled;
}

std::vector<std::optional<int64_t>> Supplied(const LinkedPerson& person, int variable,
                                             const std::vector<LinkedSource>& sources,
                                             const v1::Constitution& constitution,
                                             const Dictionary& dictionary,
                                             const std::vector<std::string>& roster) {
  std::vector<std::optional<int64_t>> values;
  for (size_t s = 0; s < sources.size(); ++s) {
    if (sources[s].has_ranges() && s != person.practice) continue;
    if (Supplies(sources[s], variable, constitution, dictionary, roster)) {
      values.push_back(person.rows[s][static_cast<size_t>(variable)]);
    }
  }
  return values;
}

int64_t FigureOf(Kind kind, std::optional<int64_t> value, int decimals) {
  if (kind == Kind::kPeople) return 1;
  if (!value) return 0;
  switch (kind) {
    case Kind::kKnown:
      return 1;
    case Kind::kTrue:
    case Kind::kContributors:
      return *value != 0 ? 1 : 0;
    case Kind::kSum:
      return *value;
    default:
      return WholeUnits(*value, decimals) * WholeUnits(*value, decimals);
  }
}

// What a source's node puts into one column of figures.
int64_t ColumnOf(const LinkedColumn& column, const LinkedPerson& person, size_t source,
                 uint32_t code, const Plan& plan, const Dictionary& dictionary) {
  if (!person.known[source]) return 0;
  if (column.code != LinkedColumn::kEveryCode && column.code != code) return 0;
  const Aggregate& aggregate = plan.aggregates[static_cast<size_t>(column.aggregate)];
  std::optional<int64_t> value;
  int decimals = 0;
  if (aggregate.variable >= 0) {
    value = person.rows[source][static_cast<size_t>(aggregate.variable)];
    decimals = dictionary.decimals(aggregate.variable);
  }
  switch (column.value) {
    case LinkedColumn::Value::kKnown:
      return value.has_value() ? 1 : 0;
    case LinkedColumn::Value::kWholeUnits:
      return WholeUnits(value.value_or(0), decimals);
    default:
      return FigureOf(aggregate.kind, value, decimals);
  }
}

// Of a cell over the axes. Nobody is in one that the agreement says is impossible.
uint32_t CodeOf(const LinkedSource& source, uint32_t cell) {
  if (!source.held) return 1 + cell;
  const auto at = std::find(source.held->begin(), source.held->end(), cell);
  EXPECT_NE(at, source.held->end()) << "cell " << cell << " of " << source.name;
  return 1 + static_cast<uint32_t>(at - source.held->begin());
}

void AddTerm(const LinkedTerm& term, const std::vector<std::vector<int64_t>>& rows,
             std::vector<int64_t>& answer) {
  size_t products = 1;
  for (const LinkedFactor& factor : term.factors) products *= factor.count;
  ASSERT_EQ(products, term.products());
  ASSERT_GE(term.factors.size(), 2u);
  for (size_t product = 0; product < products; ++product) {
    int64_t value = term.coefficient;
    size_t rest = product;
    for (size_t i = term.factors.size(); i-- > 0;) {
      const LinkedFactor& factor = term.factors[i];
      const std::vector<int64_t>& row = rows[static_cast<size_t>(factor.source)];
      ASSERT_LE(factor.first + factor.count, row.size());
      value *= row[factor.first + rest % factor.count];
      rest /= factor.count;
    }
    if (term.to[product] == LinkedTerm::kNowhere) continue;
    ASSERT_LT(static_cast<size_t>(term.to[product]), answer.size());
    answer[static_cast<size_t>(term.to[product])] += value;
  }
}

}  // namespace

PersonRow PooledRow(const LinkedPerson& person, const std::vector<LinkedSource>& sources,
                    const v1::Constitution& constitution, const Dictionary& dictionary,
                    const std::vector<std::string>& roster) {
  PersonRow row;
  for (int v = 0; v < dictionary.size(); ++v) {
    row.push_back(Pooled(Supplied(person, v, sources, constitution, dictionary, roster),
                         dictionary.variable(v).combine()));
  }
  return row;
}

std::vector<int64_t> PooledAnswer(const LinkedPerson& person, const Plan& plan,
                                  const v1::Constitution& constitution,
                                  const Dictionary& dictionary,
                                  const std::vector<std::string>& roster) {
  std::vector<int64_t> answer(plan.positions(), 0);
  const std::vector<LinkedSource>& sources = plan.linked->sources;
  const PersonRow row = PooledRow(person, sources, constitution, dictionary, roster);
  if (!person.registered || !IsSelected(plan.where, row)) return answer;
  const size_t cell = CellOf(plan.axes, row);
  for (size_t a = 0; a < plan.aggregates.size(); ++a) {
    const auto [kind, variable] = plan.aggregates[a];
    int64_t& position = answer[plan.Position(static_cast<int>(a), cell)];
    if (variable < 0) {
      position += 1;
      continue;
    }
    const int decimals = dictionary.decimals(variable);
    const std::optional<int64_t> value = row[static_cast<size_t>(variable)];
    const auto supplied = Supplied(person, variable, sources, constitution, dictionary, roster);
    if (kind == Kind::kSumOfSquares && supplied.size() > 1 &&
        dictionary.variable(variable).combine() == v1::COMBINE_SUM) {
      int64_t units = 0;  // each supplier's in whole units
      for (const auto& each : supplied) units += WholeUnits(each.value_or(0), decimals);
      position += units * units;
      continue;
    }
    position += FigureOf(kind, value, decimals);
  }
  return answer;
}

std::vector<int64_t> LinkedAnswer(const LinkedPerson& person, const Plan& plan,
                                  const Dictionary& dictionary) {
  std::vector<int64_t> answer(plan.positions(), 0);
  std::vector<std::vector<int64_t>> rows;
  for (size_t s = 0; s < plan.linked->sources.size(); ++s) {
    const LinkedSource& source = plan.linked->sources[s];
    if (source.has_ranges() && s != person.practice) {
      rows.emplace_back();  // of other slots
      continue;
    }
    uint32_t code = 0;
    if ((!source.counts_registered || person.registered) &&
        IsSelected(source.where, person.rows[s])) {
      code = CodeOf(source, static_cast<uint32_t>(CellOf(source.axes, person.rows[s])));
    }
    std::vector<int64_t> row(source.codes, 0);
    if (source.codes > 0) {
      EXPECT_LT(code, source.codes);
      if (code < source.codes) row[code] = 1;
    }
    for (const LinkedColumn& column : source.figures) {
      row.push_back(ColumnOf(column, person, s, code, plan, dictionary));
      EXPECT_TRUE(!column.flag || row.back() == 0 || row.back() == 1);
    }
    EXPECT_EQ(row.size(), source.columns());
    for (const LinkedSum& sum : source.sums) {
      if (sum.over != LinkedSum::Over::kSlots) continue;  // beside the table
      const LinkedColumn column{sum.aggregate, LinkedColumn::Value::kAggregate, sum.code, false};
      EXPECT_GE(sum.code, 1u);
      answer[sum.to] += ColumnOf(column, person, s, code, plan, dictionary);
    }
    rows.push_back(std::move(row));
  }
  for (const LinkedTerm& term : plan.linked->terms) {
    if (plan.linked->IsOver(term, plan.linked->sources[person.practice])) {
      AddTerm(term, rows, answer);
    }
  }
  return answer;
}

}  // namespace ginnel::query
