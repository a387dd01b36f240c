// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/decision_diagram.h"

#include <algorithm>

namespace ginnel::query {

int DecisionDiagram::Constant(int value) {
  const auto [at, added] = constants_.emplace(value, static_cast<int>(nodes_.size()));
  if (added) nodes_.push_back({kBottom, value, {}});
  return at->second;
}

int DecisionDiagram::Choose(int level, const std::vector<int>& values) {
  std::vector<int> branches;
  for (int value : values) branches.push_back(Constant(value));
  return Branch(level, std::move(branches));
}

int DecisionDiagram::Branch(int level, std::vector<int> branches) {
  const int first = branches.front();
  if (std::all_of(branches.begin(), branches.end(), [&](int each) { return each == first; })) {
    return first;
  }
  const auto [at, added] =
      made_.emplace(std::make_pair(level, std::move(branches)), static_cast<int>(nodes_.size()));
  if (added) nodes_.push_back({level, 0, at->first.second});
  return at->second;
}

int DecisionDiagram::Apply(const std::vector<int>& functions,
                           const std::function<int(const std::vector<int>&)>& combine) {
  absl::flat_hash_map<std::vector<int>, int> memo;
  const std::function<int(const std::vector<int>&)> visit = [&](const std::vector<int>& at) {
    if (const auto known = memo.find(at); known != memo.end()) return known->second;
    int level = kBottom;
    for (int node : at) level = std::min(level, LevelOf(node));
    int made = 0;
    if (level == kBottom || is_full()) {
      std::vector<int> values;
      for (int node : at) values.push_back(ValueOf(node));
      made = Constant(combine(values));
    } else {
      size_t width = 0;
      for (int node : at) {
        if (LevelOf(node) == level) width = BranchesOf(node).size();
      }
      std::vector<int> branches;
      for (size_t i = 0; i < width; ++i) {
        std::vector<int> below;
        for (int node : at) below.push_back(LevelOf(node) == level ? BranchesOf(node)[i] : node);
        branches.push_back(visit(below));
      }
      made = Branch(level, std::move(branches));
    }
    memo.emplace(at, made);
    return made;
  };
  return visit(functions);
}

int DecisionDiagram::Evaluate(int node, const std::vector<int>& choices) const {
  while (!IsConstant(node)) {
    node = BranchesOf(node)[static_cast<size_t>(choices[static_cast<size_t>(LevelOf(node))])];
  }
  return ValueOf(node);
}

}  // namespace ginnel::query
