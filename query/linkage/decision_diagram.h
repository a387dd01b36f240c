// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace ginnel::query {

/// Functions of a few choices, each from a short list, as reduced ordered decision diagrams (Bryant
/// 1986, with more than two branches): two functions are equal exactly if they are the same node.
/// Choices are levels, 0 at the top; a node branches at one level and leads to lower ones.
class DecisionDiagram {
 public:
  /// The function that is `value` whatever is chosen.
  int Constant(int value);
  /// The function that is `values[i]` where choice i is made at `level`.
  int Choose(int level, const std::vector<int>& values);
  /// `combine` of the values of `functions`, everywhere. A memo keeps it to distinct combinations.
  int Apply(const std::vector<int>& functions,
            const std::function<int(const std::vector<int>&)>& combine);

  bool IsConstant(int node) const { return nodes_[static_cast<size_t>(node)].level == kBottom; }
  int ValueOf(int node) const { return nodes_[static_cast<size_t>(node)].value; }
  int LevelOf(int node) const { return nodes_[static_cast<size_t>(node)].level; }
  const std::vector<int>& BranchesOf(int node) const {
    return nodes_[static_cast<size_t>(node)].branches;
  }
  /// The value where `choices[level]` is made at each level.
  int Evaluate(int node, const std::vector<int>& choices) const;
  /// Whether it has grown so far that it is not worth going on: then all results are unusable.
  bool is_full() const { return nodes_.size() >= kMostNodes; }

  static constexpr int kBottom = 1 << 20;  // the level of constants

 private:
  static constexpr size_t kMostNodes = 60'000;
  struct Node {
    int level = kBottom;
    int value = 0;
    std::vector<int> branches;
  };
  int Branch(int level, std::vector<int> branches);

  std::vector<Node> nodes_;
  absl::flat_hash_map<int, int> constants_;
  absl::flat_hash_map<std::pair<int, std::vector<int>>, int> made_;
};

}  // namespace ginnel::query
