// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/source_coder.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/linkage/conditions.h"
#include "query/model.h"

namespace ginnel::query {
namespace {

constexpr size_t kMostNodesOfARule = 20'000;
// More cells over axes than this a node does not number.
constexpr uint64_t kMostCells = 50'000;

}  // namespace

Classes SourceCoder::Find(const Possible& possible) const {
  Classes classes;
  std::vector<int> outcomes(choices_.size(), 0);
  std::map<int, bool> seen;
  FindFrom(function_.root(), 0, possible, outcomes, classes, seen);
  return classes;
}

// Fills where, axes and held of `source`, whose people can be of the classes `held`.
absl::StatusOr<People> SourceCoder::Fill(const Classes& classes, const std::vector<size_t>& held,
                                         LinkedSource& source) const {
  std::vector<Expression> where = source.conditions;
  if (IsEachLabelItsOwn(source, classes)) {
    source.axes = source.tells;
    source.where = AllOf(std::move(where));
    return InOrderOfCells(classes, held, source);
  }
  if (classes.some_nowhere) {
    ASSIGN_OR_RETURN(Expression counted, Reaches([&](int node) { return !IsNowhere(node); }));
    where.push_back(std::move(counted));
  }
  source.where = AllOf(std::move(where));
  const bool all = held.size() == classes.nodes.size();
  if (classes.nodes.size() > 1 || !all) {
    ASSIGN_OR_RETURN(PlannedAxis axis, Merged(classes, held));
    source.axes.push_back(std::move(axis));
  }
  People people;
  for (const size_t of : held) people.push_back(classes.outcomes[of]);
  if (!all) {
    source.held.emplace(held.size());
    std::iota(source.held->begin(), source.held->end(), 0u);
  }
  return people;
}

bool SourceCoder::IsNowhere(int node) const {
  const DecisionDiagram& diagram = function_.diagram();
  return diagram.IsConstant(node) && diagram.ValueOf(node) == CellFunction::kNowhere;
}

bool SourceCoder::IsOfTop(int node) const {
  return function_.diagram().LevelOf(node) < function_.top_levels();
}

// Whether the conditions of the source hold, as far as this choice says.
bool SourceCoder::IsCounted(const FacetChoice& choice, size_t outcome) const {
  for (size_t i = 0; i < choice.facets.size(); ++i) {
    const bool condition = facets_.all()[static_cast<size_t>(choice.facets[i])].condition;
    if (condition && choice.labels[outcome][i] != kPartTrue) return false;
  }
  return true;
}

// The first possible outcome of each choice from `level` on for which the conditions hold.
bool SourceCoder::FillFrom(int level, int end, const Possible& possible,
                           std::vector<int>& outcomes) const {
  for (; level < end; ++level) {
    const int number = function_.ChoiceAt(level);
    const FacetChoice& choice = choices_[static_cast<size_t>(number)];
    size_t outcome = 0;
    while (outcome < choice.labels.size() &&
           !(IsCounted(choice, outcome) && possible(choice, outcome))) {
      ++outcome;
    }
    if (outcome == choice.labels.size()) return false;
    outcomes[static_cast<size_t>(number)] = static_cast<int>(outcome);
  }
  return true;
}

void SourceCoder::FindFrom(int node, int level, const Possible& possible,
                           std::vector<int>& outcomes, Classes& classes,
                           std::map<int, bool>& seen) const {
  if (seen[node]) return;
  const int own = IsOfTop(node) ? function_.diagram().LevelOf(node) : function_.top_levels();
  if (!FillFrom(level, own, possible, outcomes)) return;
  seen[node] = true;
  if (!IsOfTop(node)) {
    if (IsNowhere(node)) {
      classes.some_nowhere = true;
    } else {
      classes.nodes.push_back(node);
      classes.outcomes.push_back(outcomes);
    }
    return;
  }
  const int number = function_.ChoiceAt(own);
  const FacetChoice& choice = choices_[static_cast<size_t>(number)];
  for (size_t outcome = 0; outcome < choice.labels.size(); ++outcome) {
    if (!IsCounted(choice, outcome) || !possible(choice, outcome)) continue;
    outcomes[static_cast<size_t>(number)] = static_cast<int>(outcome);
    FindFrom(function_.diagram().BranchesOf(node)[outcome], own + 1, possible, outcomes, classes,
             seen);
  }
}

// Then nothing is gained by axes other than those that the source tells.
bool SourceCoder::IsEachLabelItsOwn(const LinkedSource& source, const Classes& classes) const {
  uint64_t cells = 1;
  for (const PlannedAxis& axis : source.tells) {
    cells *= axis.labels.size();
    if (cells > std::min<uint64_t>(classes.nodes.size(), kMostCells)) return false;
  }
  return cells == classes.nodes.size();
}

// Over the axes that the source tells.
uint32_t SourceCoder::CellOf(const std::vector<int>& person) const {
  size_t cell = 0;
  for (size_t facet = 0; facet < facets_.all().size(); ++facet) {
    const Facet& of = facets_.all()[facet];
    if (of.source != source_ || of.condition) continue;
    cell = cell * of.axis.labels.size() +
           static_cast<size_t>(LabelOf(static_cast<int>(facet), person));
  }
  return static_cast<uint32_t>(cell);
}

// Sorted by the cell; says in `source` which cells are held, where not all are.
People SourceCoder::InOrderOfCells(const Classes& classes, const std::vector<size_t>& held,
                                   LinkedSource& source) const {
  std::map<uint32_t, std::vector<int>> by_cell;
  for (const size_t of : held) by_cell.emplace(CellOf(classes.outcomes[of]), classes.outcomes[of]);
  const bool all = held.size() == classes.nodes.size();
  if (!all) source.held.emplace();
  People people;
  for (auto& [cell, person] : by_cell) {
    if (!all) source.held->push_back(cell);
    people.push_back(std::move(person));
  }
  return people;
}

int SourceCoder::LabelOf(int facet, const std::vector<int>& outcomes) const {
  for (size_t number = 0; number < choices_.size(); ++number) {
    const FacetChoice& choice = choices_[number];
    const auto at = std::find(choice.facets.begin(), choice.facets.end(), facet);
    if (at == choice.facets.end()) continue;
    return choice.labels[static_cast<size_t>(outcomes[number])]
                        [static_cast<size_t>(at - choice.facets.begin())];
  }
  return 0;
}

// A condition that is true for exactly the people who come to a node below the top that is
// `wanted`, if the source's conditions hold.
absl::StatusOr<Expression> SourceCoder::Reaches(const std::function<bool(int)>& wanted) const {
  std::map<int, Expression> known;
  bool fits = true;
  Expression reaches = ReachesFrom(function_.root(), wanted, known, fits);
  if (fits) return reaches;
  return absl::InvalidArgumentError(
      absl::StrCat("by: what ", facets_.all().empty() ? "a source" : "one source",
                   " would have to tell is too long: use fewer axes or conditions"));
}

Expression SourceCoder::ReachesFrom(int node, const std::function<bool(int)>& wanted,
                                    std::map<int, Expression>& known, bool& fits) const {
  if (!IsOfTop(node)) return wanted(node) ? LiterallyTrue() : LiterallyFalse();
  if (const auto at = known.find(node); at != known.end()) return at->second;
  const FacetChoice& choice =
      choices_[static_cast<size_t>(function_.ChoiceAt(function_.diagram().LevelOf(node)))];
  std::vector<std::pair<int, std::vector<Expression>>> branches;  // by node: the tests to it
  for (size_t outcome = 0; outcome < choice.labels.size(); ++outcome) {
    if (!IsCounted(choice, outcome)) continue;
    const int below = function_.diagram().BranchesOf(node)[outcome];
    auto at = std::find_if(branches.begin(), branches.end(),
                           [&](const auto& branch) { return branch.first == below; });
    if (at == branches.end()) at = branches.insert(at, {below, {}});
    at->second.push_back(choice.tests[outcome]);
  }
  std::stable_sort(branches.begin(), branches.end(),
                   [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  Expression reaches = ReachesFrom(branches.back().first, wanted, known, fits);
  for (size_t i = branches.size() - 1; i-- > 0;) {
    const Expression yes = ReachesFrom(branches[i].first, wanted, known, fits);
    if (yes.op == Expression::Op::kBoolLiteral && reaches.op == yes.op &&
        reaches.value == yes.value) {
      continue;
    }
    reaches = Choice(AnyOf(branches[i].second), yes, reaches);
  }
  if (SizeOf(reaches) > kMostNodesOfARule) {
    fits = false;
    reaches = LiterallyFalse();
  }
  return known.emplace(node, std::move(reaches)).first->second;
}

// A label for each class of `held`; where these are not all, a last one for everybody else.
absl::StatusOr<PlannedAxis> SourceCoder::Merged(const Classes& classes,
                                                const std::vector<size_t>& held) const {
  PlannedAxis axis;
  axis.name = "code";
  const size_t labels = held.size() == classes.nodes.size() ? held.size() : held.size() + 1;
  for (size_t i = 0; i < labels; ++i) {
    axis.labels.push_back(absl::StrCat(i + 1));
    if (i + 1 == labels) {
      axis.rules.push_back(LiterallyTrue());
      break;
    }
    ASSIGN_OR_RETURN(Expression rule,
                     Reaches([&](int node) { return node == classes.nodes[held[i]]; }));
    axis.rules.push_back(std::move(rule));
  }
  return axis;
}
}  // namespace ginnel::query
