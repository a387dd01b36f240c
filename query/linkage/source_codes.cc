// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/source_codes.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/linkage/cell_function.h"
#include "query/linkage/conditions.h"
#include "query/linkage/source_coder.h"

namespace ginnel::query {
namespace {

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
void FillCells(const CellFunction& function, size_t choices, const std::vector<People>& people,
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

// General-practice members whose people can be of the same classes, which are `held`, ascending.
struct Group {
  std::vector<int> members;
  std::vector<size_t> held;
};

std::vector<size_t> AllOf(const Classes& classes) {
  std::vector<size_t> all(classes.nodes.size());
  std::iota(all.begin(), all.end(), size_t{0});
  return all;
}

std::vector<Group> GroupsOf(const SourceCoder& coder, const Classes& classes,
                            const std::vector<FacetChoice>& choices, const Suppliers& suppliers) {
  std::vector<Group> groups;
  const std::vector<int>& members = suppliers.sources().front().members;
  const bool by_area = std::any_of(choices.begin(), choices.end(), [&](const FacetChoice& choice) {
    return choice.source == 0 && suppliers.areas().IsOfAreas(choice.category);
  });
  if (!by_area) return {{members, AllOf(classes)}};
  std::map<int, size_t> number_of;  // of a class, by its node
  for (size_t i = 0; i < classes.nodes.size(); ++i) number_of.emplace(classes.nodes[i], i);
  for (const int member : members) {
    const Classes own = coder.Find([&](const FacetChoice& choice, size_t outcome) {
      if (choice.category < 0) return true;
      const auto& codes = choice.codes[outcome];
      return std::any_of(codes.begin(), codes.end(), [&](const std::optional<int64_t>& code) {
        return !code || suppliers.areas().CanHave(member, choice.category, *code);
      });
    });
    std::vector<size_t> held;
    for (const int node : own.nodes) held.push_back(number_of.at(node));
    std::sort(held.begin(), held.end());
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const Group& each) { return each.held == held; });
    if (group == groups.end()) group = groups.insert(group, {{}, std::move(held)});
    group->members.push_back(member);
  }
  return groups;
}

// What the codes of a source make of the combinations. It has none, if they would tell nothing.
void Count(const Classes& classes, uint64_t held, int number, SourceCodes& codes) {
  LinkedSource& source = codes.sources[static_cast<size_t>(number)];
  const bool counts_some_only =
      source.counts_registered || !source.conditions.empty() || classes.some_nowhere;
  if (classes.nodes.size() == 1 && !counts_some_only) return;
  source.codes = static_cast<uint32_t>(held) + 1;
  codes.coded.push_back(number);
  codes.combinations = held > 0 && codes.combinations > std::numeric_limits<uint64_t>::max() / held
                           ? std::numeric_limits<uint64_t>::max()
                           : codes.combinations * held;
}

absl::Status NobodyCanMeetIt(const std::string& source) {
  return absl::InvalidArgumentError(
      absl::StrCat("population.where: nobody can meet it: ", source, " would count no one"));
}

}  // namespace

absl::StatusOr<std::vector<SourceCodes>> CodesOf(const Plan& plan, const Suppliers& suppliers,
                                                 const Dictionary& dictionary) {
  Facets facets(dictionary);
  CellRules rules;
  RETURN_IF_ERROR(Collect(plan, suppliers, dictionary, facets, rules));
  const std::vector<FacetChoice> choices = ChoicesOf(facets, dictionary);
  std::vector<LinkedSource> sources = suppliers.sources();
  for (const Facet& facet : facets.all()) {
    LinkedSource& source = sources[static_cast<size_t>(facet.source)];
    if (facet.condition) {
      source.conditions.push_back(facet.axis.rules[0]);
    } else {
      source.tells.push_back(facet.axis);
    }
  }
  // All are counted before any rule is written: most plans that do not fit would have long ones.
  std::vector<CellFunction> functions;
  std::vector<Classes> classes;
  std::vector<Group> groups;
  for (size_t s = 0; s < sources.size(); ++s) {
    ASSIGN_OR_RETURN(CellFunction function,
                     CellFunction::Create(rules, facets, choices, static_cast<int>(s)));
    functions.push_back(std::move(function));
    const SourceCoder coder(functions.back(), facets, choices, static_cast<int>(s));
    classes.push_back(coder.Find([](const FacetChoice&, size_t) { return true; }));
    if (classes.back().nodes.empty()) {
      return NobodyCanMeetIt(sources[s].name);
    }
    if (s == 0) groups = GroupsOf(coder, classes.back(), choices, suppliers);
  }
  if (std::all_of(groups.begin(), groups.end(),
                  [](const Group& group) { return group.held.empty(); })) {
    return NobodyCanMeetIt(sources[0].name);
  }
  std::vector<SourceCodes> all;
  for (const Group& group : groups) {
    SourceCodes& codes = all.emplace_back();
    codes.sources = sources;
    codes.sources[0].members = group.members;
    for (size_t s = 0; s < sources.size(); ++s) {
      const uint64_t held = s == 0 ? group.held.size() : classes[s].nodes.size();
      Count(classes[s], held, static_cast<int>(s), codes);
    }
  }
  if (Widest(all).combinations > kMaxCombinations) return all;
  std::vector<People> people(sources.size());
  const auto fill = [&](size_t s, const std::vector<size_t>& held, LinkedSource& source) {
    const SourceCoder coder(functions[s], facets, choices, static_cast<int>(s));
    absl::StatusOr<People> filled = coder.Fill(classes[s], held, source);
    if (filled.ok()) people[s] = *std::move(filled);
    return filled.status();
  };
  std::vector<LinkedSource>& first = all.front().sources;
  for (size_t s = 1; s < sources.size(); ++s) {
    RETURN_IF_ERROR(fill(s, AllOf(classes[s]), first[s]));
  }
  for (size_t g = 0; g < groups.size(); ++g) {
    if (g > 0) std::copy(first.begin() + 1, first.end(), all[g].sources.begin() + 1);
    RETURN_IF_ERROR(fill(0, groups[g].held, all[g].sources[0]));
    FillCells(functions[0], choices.size(), people, choices, all[g]);
  }
  return all;
}

const SourceCodes& Widest(const std::vector<SourceCodes>& groups) {
  return *std::max_element(
      groups.begin(), groups.end(),
      [](const SourceCodes& a, const SourceCodes& b) { return a.combinations < b.combinations; });
}

}  // namespace ginnel::query
