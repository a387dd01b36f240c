// SPDX-License-Identifier: Apache-2.0
#include "node/review/matched_people.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/thousands.h"
#include "query/linkage/linked_plan.h"
#include "query/model.h"
#include "query/phrases.h"

namespace ginnel::node {
namespace {

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

std::string SayTold(int variable, int64_t told, const query::Dictionary& dictionary) {
  const v1::Variable& asked = dictionary.variable(variable);
  if (told == 0) {
    return absl::StrCat("nothing of ", asked.title(), ", which is little or of few people");
  }
  return absl::StrCat(asked.title(), " about ", Thousands(static_cast<uint64_t>(told)),
                      asked.unit().empty() ? "" : " ", asked.unit());
}

}  // namespace

absl::StatusOr<std::string> SayMatchedPeople(const query::Plan& plan,
                                             const query::Dictionary& dictionary,
                                             const Spine& spine, const sharing::SpineLayout& ranges,
                                             int member, Engine& engine) {
  auto linked = std::make_shared<query::LinkedPlan>();
  linked->sources = {TotalsBeside(*plan.linked, member)};
  const std::vector<query::LinkedSum>& wanted = linked->sources.front().sums;
  if (wanted.empty()) return std::string();
  query::Plan beside = plan;
  beside.linked = linked;
  const sharing::LinkedLayout layout(*linked, ranges);
  ASSIGN_OR_RETURN(const RehearsedRows rows,
                   engine.RehearseLinked(beside, dictionary, spine.ids, layout, member));
  std::vector<int64_t> told(rows.size());
  rows.Read()->Read(told);
  std::string people[2];  // matched, not
  std::vector<std::string> sums;
  for (size_t k = 0; k < wanted.size(); ++k) {
    const query::Aggregate& of = plan.aggregates[static_cast<size_t>(wanted[k].aggregate)];
    if (of.kind == query::Aggregate::Kind::kPeople) {
      people[wanted[k].over == Over::kMatched ? 0 : 1] = Thousands(static_cast<uint64_t>(told[k]));
    } else {
      sums.push_back(SayTold(of.variable, told[k], dictionary));
    }
  }
  return absl::StrCat(
      "Beside the table this node tells, of all people whom it holds and to the nearest hundred: ",
      people[0],
      " have a place in the common order of those registered with a practice that is "
      "asked, ",
      people[1], " have none",
      sums.empty() ? "" : absl::StrCat("; of those who have none: ", query::JoinWords(sums)), ".");
}

}  // namespace ginnel::node
