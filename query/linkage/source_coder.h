// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "absl/status/statusor.h"
#include "query/linkage/cell_function.h"
#include "query/linkage/choices.h"
#include "query/linkage/facets.h"
#include "query/linkage/linked_plan.h"

namespace ginnel::query {

/// What a person may be to the other sources: people of one class are in the same cell, whatever
/// those say.
struct Classes {
  std::vector<int> nodes;                  // of the diagram
  std::vector<std::vector<int>> outcomes;  // of one such person, by number of choice
  bool some_nowhere = false;               // not counted although all conditions hold
};

/// Whether somebody can make this outcome of a choice.
using Possible = std::function<bool(const FacetChoice& choice, size_t outcome)>;

/// One person of each code from 1 on, by the outcomes that the person makes.
using People = std::vector<std::vector<int>>;

/// The codes of one source, from the top of a diagram: `function` has its choices there. Everything
/// outlives this.
class SourceCoder {
 public:
  SourceCoder(const CellFunction& function, const Facets& facets,
              const std::vector<FacetChoice>& choices, int source)
      : function_(function), facets_(facets), choices_(choices), source_(source) {}

  /// The classes of the people whose outcomes are `possible`.
  Classes Find(const Possible& possible) const;
  /// Fills where, axes and held of `source`, whose people can be of the classes `held`, numbers of
  /// `classes`, ascending. InvalidArgument if it would have to tell too much.
  absl::StatusOr<People> Fill(const Classes& classes, const std::vector<size_t>& held,
                              LinkedSource& source) const;

 private:
  bool IsNowhere(int node) const;
  bool IsOfTop(int node) const;
  bool IsCounted(const FacetChoice& choice, size_t outcome) const;
  bool FillFrom(int level, int end, const Possible& possible, std::vector<int>& outcomes) const;
  void FindFrom(int node, int level, const Possible& possible, std::vector<int>& outcomes,
                Classes& classes, std::map<int, bool>& seen) const;
  bool IsEachLabelItsOwn(const LinkedSource& source, const Classes& classes) const;
  uint32_t CellOf(const std::vector<int>& person) const;
  People InOrderOfCells(const Classes& classes, const std::vector<size_t>& held,
                        LinkedSource& source) const;
  int LabelOf(int facet, const std::vector<int>& outcomes) const;
  absl::StatusOr<Expression> Reaches(const std::function<bool(int)>& wanted) const;
  Expression ReachesFrom(int node, const std::function<bool(int)>& wanted,
                         std::map<int, Expression>& known, bool& fits) const;
  absl::StatusOr<PlannedAxis> Merged(const Classes& classes, const std::vector<size_t>& held) const;

  const CellFunction& function_;
  const Facets& facets_;
  const std::vector<FacetChoice>& choices_;
  const int source_;
};

}  // namespace ginnel::query
