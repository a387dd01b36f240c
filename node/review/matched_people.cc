// SPDX-License-Identifier: Apache-2.0
#include "node/review/matched_people.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/thousands.h"
#include "node/engine/block_fill.h"
#include "query/linkage/linked_plan.h"
#include "query/model.h"
#include "query/phrases.h"

namespace ginnel::node {
namespace {

using Kind = query::Aggregate::Kind;
using Over = query::LinkedSum::Over;

// Of the source that this member is, only the totals beside the table: no slot is read for them.
query::LinkedSource TotalsBeside(const query::LinkedPlan& linked, int member) {
  query::LinkedSource beside;
  for (const query::LinkedSource& source : linked.sources) {
    if (std::find(source.members.begin(), source.members.end(), member) == source.members.end()) {
      continue;
    }
    beside.name = source.name;
    beside.sector = source.sector;
    beside.members = {member};
    beside.where = query::LiterallyTrue();
    for (const query::LinkedSum& sum : source.sums) {
      if (sum.over != Over::kSlots) beside.sums.push_back(sum);
    }
  }
  return beside;
}

std::string SaySum(int variable, int64_t total, const query::Dictionary& dictionary) {
  const v1::Variable& asked = dictionary.variable(variable);
  const int64_t whole = WholeUnit(dictionary.decimals(variable));
  return absl::StrCat(asked.title(), " ",
                      Thousands(static_cast<uint64_t>((total + whole / 2) / whole)),
                      asked.unit().empty() ? "" : " ", asked.unit());
}

}  // namespace

absl::StatusOr<std::string> SayMatchedPeople(const query::Plan& plan,
                                             const query::Dictionary& dictionary,
                                             const Spine& spine, int member, Engine& engine) {
  auto linked = std::make_shared<query::LinkedPlan>();
  linked->sources = {TotalsBeside(*plan.linked, member)};
  const std::vector<query::LinkedSum>& wanted = linked->sources.front().sums;
  if (wanted.empty()) return std::string();
  query::Plan beside = plan;
  beside.linked = linked;
  const sharing::LinkedLayout layout(
      *linked,
      {spine.ids.size(), std::vector<sharing::SlotRange>(static_cast<size_t>(member) + 1)});
  ASSIGN_OR_RETURN(const RehearsedRows rows,
                   engine.RehearseLinked(beside, dictionary, spine.ids, layout, member));
  std::vector<int64_t> totals(rows.size());
  rows.Read()->Read(totals);
  uint64_t matched = 0, others = 0;
  std::vector<std::string> sums;
  for (size_t k = 0; k < wanted.size(); ++k) {
    const query::Aggregate& of = plan.aggregates[static_cast<size_t>(wanted[k].aggregate)];
    if (of.kind == Kind::kPeople) {
      (wanted[k].over == Over::kMatched ? matched : others) = static_cast<uint64_t>(totals[k]);
    } else if (of.kind == Kind::kSum) {
      sums.push_back(SaySum(of.variable, totals[k], dictionary));
    }
  }
  return absl::StrCat(
      "Beside the table this node tells, of all people whom it holds: ", Thousands(matched),
      " matched with somebody registered (to the nearest hundred), ", Thousands(others), " not",
      sums.empty() ? "" : absl::StrCat("; and of those who are not: ", query::JoinWords(sums)),
      ".");
}

}  // namespace ginnel::node
