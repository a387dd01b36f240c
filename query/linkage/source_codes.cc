// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/source_codes.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/linkage/cell_function.h"
#include "query/linkage/conditions.h"
#include "query/model.h"

namespace ginnel::query {
namespace {

constexpr size_t kMostNodesOfARule = 20'000;

// What a person may be to the other sources: people of one class are in the same cell, whatever
// those say.
struct Classes {
  std::vector<int> nodes;                  // of the diagram
  std::vector<std::vector<int>> outcomes;  // of one such person, by number of choice
  bool some_nowhere = false;               // not counted although all conditions hold
};

// The codes of one source, from the top of a diagram.
class SourceCoder {
 public:
  SourceCoder(const CellFunction& function, const Facets& facets,
              const std::vector<FacetChoice>& choices, int source)
      : function_(function), facets_(facets), choices_(choices), source_(source) {}

  Classes Find() const {
    Classes classes;
    std::vector<int> outcomes(choices_.size(), 0);
    std::map<int, bool> seen;
    FindFrom(function_.root(), 0, outcomes, classes, seen);
    return classes;
  }

  // Fills where and axes of `source`; returns outcomes of one person of each code from 1 on.
  absl::StatusOr<std::vector<std::vector<int>>> Fill(Classes classes, LinkedSource& source) const {
    std::vector<Expression> where = source.conditions;
    if (IsEachLabelItsOwn(source, classes)) {
      source.axes = source.tells;
      source.where = AllOf(std::move(where));
      return InOrderOfCells(classes.outcomes);
    }
    if (classes.some_nowhere) {
      ASSIGN_OR_RETURN(Expression counted, Reaches([&](int node) { return !IsNowhere(node); }));
      where.push_back(std::move(counted));
    }
    source.where = AllOf(std::move(where));
    if (classes.nodes.size() > 1) {
      ASSIGN_OR_RETURN(PlannedAxis axis, Merged(classes));
      source.axes.push_back(std::move(axis));
    }
    return std::move(classes.outcomes);
  }

 private:
  bool IsNowhere(int node) const {
    const DecisionDiagram& diagram = function_.diagram();
    return diagram.IsConstant(node) && diagram.ValueOf(node) == CellFunction::kNowhere;
  }

  bool IsOfTop(int node) const {
    return function_.diagram().LevelOf(node) < function_.top_levels();
  }

  // Whether the conditions of the source hold, as far as this choice says.
  bool IsCounted(const FacetChoice& choice, size_t outcome) const {
    for (size_t i = 0; i < choice.facets.size(); ++i) {
      const bool condition = facets_.all()[static_cast<size_t>(choice.facets[i])].condition;
      if (condition && choice.labels[outcome][i] != kPartTrue) return false;
    }
    return true;
  }

  // The first outcome of each choice from `level` on for which the conditions hold.
  bool FillFrom(int level, int end, std::vector<int>& outcomes) const {
    for (; level < end; ++level) {
      const int number = function_.ChoiceAt(level);
      const FacetChoice& choice = choices_[static_cast<size_t>(number)];
      size_t outcome = 0;
      while (outcome < choice.labels.size() && !IsCounted(choice, outcome)) ++outcome;
      if (outcome == choice.labels.size()) return false;
      outcomes[static_cast<size_t>(number)] = static_cast<int>(outcome);
    }
    return true;
  }

  void FindFrom(int node, int level, std::vector<int>& outcomes, Classes& classes,
                std::map<int, bool>& seen) const {
    if (seen[node]) return;
    const int own = IsOfTop(node) ? function_.diagram().LevelOf(node) : function_.top_levels();
    if (!FillFrom(level, own, outcomes)) return;
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
      if (!IsCounted(choice, outcome)) continue;
      outcomes[static_cast<size_t>(number)] = static_cast<int>(outcome);
      FindFrom(function_.diagram().BranchesOf(node)[outcome], own + 1, outcomes, classes, seen);
    }
  }

  // Then nothing is gained by axes other than those that the source tells.
  bool IsEachLabelItsOwn(const LinkedSource& source, const Classes& classes) const {
    uint64_t cells = 1;
    for (const PlannedAxis& axis : source.tells) {
      cells *= axis.labels.size();
      if (cells > classes.nodes.size()) return false;
    }
    return cells == classes.nodes.size();
  }

  // Sorted by the cell over the axes that the source tells.
  std::vector<std::vector<int>> InOrderOfCells(std::vector<std::vector<int>> outcomes) const {
    std::vector<std::vector<int>> sorted(outcomes.size());
    for (std::vector<int>& person : outcomes) {
      size_t cell = 0;
      for (size_t facet = 0; facet < facets_.all().size(); ++facet) {
        const Facet& of = facets_.all()[facet];
        if (of.source != source_ || of.condition) continue;
        cell = cell * of.axis.labels.size() +
               static_cast<size_t>(LabelOf(static_cast<int>(facet), person));
      }
      sorted[cell] = std::move(person);
    }
    return sorted;
  }

  int LabelOf(int facet, const std::vector<int>& outcomes) const {
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
  template <typename Wanted>
  absl::StatusOr<Expression> Reaches(const Wanted& wanted) const {
    std::map<int, Expression> known;
    bool fits = true;
    Expression reaches = ReachesFrom(function_.root(), wanted, known, fits);
    if (fits) return reaches;
    return absl::InvalidArgumentError(
        absl::StrCat("by: what ", facets_.all().empty() ? "a source" : "one source",
                     " would have to tell is too long: use fewer axes or conditions"));
  }

  template <typename Wanted>
  Expression ReachesFrom(int node, const Wanted& wanted, std::map<int, Expression>& known,
                         bool& fits) const {
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
    std::stable_sort(branches.begin(), branches.end(), [](const auto& a, const auto& b) {
      return a.second.size() < b.second.size();
    });
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

  absl::StatusOr<PlannedAxis> Merged(const Classes& classes) const {
    PlannedAxis axis;
    axis.name = "code";
    for (size_t i = 0; i < classes.nodes.size(); ++i) {
      axis.labels.push_back(absl::StrCat(i + 1));
      if (i + 1 == classes.nodes.size()) {
        axis.rules.push_back(LiterallyTrue());
        break;
      }
      ASSIGN_OR_RETURN(Expression rule,
                       Reaches([&](int node) { return node == classes.nodes[i]; }));
      axis.rules.push_back(std::move(rule));
    }
    return axis;
  }

  const CellFunction& function_;
  const Facets& facets_;
  const std::vector<FacetChoice>& choices_;
  const int source_;
};

// Splits all that the plan asks into facets and the rules over them.
absl::Status Collect(const Plan& plan, const Suppliers& suppliers, const Dictionary& dictionary,
                     Facets& facets, CellRules& rules) {
  for (const PlannedAxis& axis : plan.axes) {
    CellRules::AxisRules made;
    made.labels = axis.labels.size();
    ASSIGN_OR_RETURN(const int source, OnlySourceOf(axis.rules, suppliers));
    if (source >= 0) {
      made.facet = facets.AddAxis(source, axis);
    } else {
      for (const Expression& rule : axis.rules) {
        absl::StatusOr<MixedCondition> split = SplitCondition(rule, suppliers, dictionary);
        if (!split.ok()) {
          return absl::Status(split.status().code(),
                              absl::StrCat("by `", axis.name, "`: ", split.status().message()));
        }
        made.rules.push_back(*std::move(split));
      }
    }
    rules.axes.push_back(std::move(made));
  }
  absl::StatusOr<MixedCondition> where = SplitCondition(plan.where, suppliers, dictionary);
  if (!where.ok()) {
    return absl::Status(where.status().code(),
                        absl::StrCat("population.where: ", where.status().message()));
  }
  std::vector<MixedCondition> all;
  if (where->kind == MixedCondition::Kind::kAll) {
    all = std::move(where->args);
  } else {
    all.push_back(*std::move(where));
  }
  for (MixedCondition& condition : all) {
    if (condition.kind != MixedCondition::Kind::kPart) {
      rules.conditions.push_back(std::move(condition));
      continue;
    }
    for (const Expression& each : OperandsOf(Expression::Op::kAnd, condition.part)) {
      facets.AddCondition(condition.source, each);
    }
  }
  for (const CellRules::AxisRules& axis : rules.axes) {
    for (const MixedCondition& rule : axis.rules) facets.AddParts(rule);
  }
  for (const MixedCondition& condition : rules.conditions) facets.AddParts(condition);
  facets.AddSums();
  return absl::OkStatus();
}

// The public table: every combination of one person of each code.
void FillCells(const CellFunction& function, size_t choices,
               const std::vector<std::vector<std::vector<int>>>& people,
               const std::vector<FacetChoice>& of, SourceCodes& codes) {
  codes.cells.reserve(static_cast<size_t>(codes.combinations));
  for (uint64_t combination = 0; combination < codes.combinations; ++combination) {
    std::vector<size_t> picked(codes.sources.size(), 0);
    uint64_t rest = combination;
    for (size_t i = codes.coded.size(); i-- > 0;) {
      const size_t source = static_cast<size_t>(codes.coded[i]);
      picked[source] = static_cast<size_t>(rest % people[source].size());
      rest /= people[source].size();
    }
    std::vector<int> outcomes(choices, 0);
    for (size_t number = 0; number < choices; ++number) {
      const size_t source = static_cast<size_t>(of[number].source);
      outcomes[number] = people[source][picked[source]][number];
    }
    codes.cells.push_back(function.CellOf(outcomes));
  }
}

// How many codes a source needs, and what that makes of the combinations. None, if they would tell
// nothing.
absl::Status Count(const Classes& classes, SourceCodes& codes, int number) {
  LinkedSource& source = codes.sources[static_cast<size_t>(number)];
  const uint64_t own = classes.nodes.size();
  if (own == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("population.where: nobody can meet it: ", source.name, " would count no one"));
  }
  const bool counts_some_only =
      source.counts_registered || !source.conditions.empty() || classes.some_nowhere;
  if (own == 1 && !counts_some_only) return absl::OkStatus();
  source.codes = static_cast<uint32_t>(own) + 1;
  codes.coded.push_back(number);
  codes.combinations = codes.combinations > std::numeric_limits<uint64_t>::max() / own
                           ? std::numeric_limits<uint64_t>::max()
                           : codes.combinations * own;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SourceCodes> CodesOf(const Plan& plan, const Suppliers& suppliers,
                                    const Dictionary& dictionary) {
  Facets facets(dictionary);
  CellRules rules;
  RETURN_IF_ERROR(Collect(plan, suppliers, dictionary, facets, rules));
  const std::vector<FacetChoice> choices = ChoicesOf(facets, dictionary);
  SourceCodes codes;
  codes.sources = suppliers.sources();
  for (const Facet& facet : facets.all()) {
    LinkedSource& source = codes.sources[static_cast<size_t>(facet.source)];
    if (facet.condition) {
      source.conditions.push_back(facet.axis.rules[0]);
    } else {
      source.tells.push_back(facet.axis);
    }
  }
  // All are counted before any rule is written: most plans that do not fit would have long ones.
  std::vector<CellFunction> functions;
  std::vector<Classes> classes;
  for (size_t s = 0; s < codes.sources.size(); ++s) {
    const int number = static_cast<int>(s);
    ASSIGN_OR_RETURN(CellFunction function, CellFunction::Create(rules, facets, choices, number));
    classes.push_back(SourceCoder(function, facets, choices, number).Find());
    functions.push_back(std::move(function));
    RETURN_IF_ERROR(Count(classes.back(), codes, number));
  }
  if (codes.combinations > kMaxCombinations) return codes;
  std::vector<std::vector<std::vector<int>>> people;
  for (size_t s = 0; s < codes.sources.size(); ++s) {
    const SourceCoder coder(functions[s], facets, choices, static_cast<int>(s));
    ASSIGN_OR_RETURN(std::vector<std::vector<int>> of_source,
                     coder.Fill(std::move(classes[s]), codes.sources[s]));
    people.push_back(std::move(of_source));
  }
  FillCells(functions[0], choices.size(), people, choices, codes);
  return codes;
}

}  // namespace ginnel::query
