// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "query/dictionary.h"
#include "query/expression.h"
#include "query/linkage/mixed_condition.h"
#include "query/plan.h"

namespace ginnel::query {

/// One thing that a source says of each person: the label of an axis of its own.
struct Facet {
  int source = 0;
  PlannedAxis axis;
  bool condition = false;  // only people with its first label are counted
};

/// Labels of a part: true, false and, where it may be one, error.
inline constexpr int kPartTrue = 0;
inline constexpr int kPartFalse = 1;
inline constexpr int kPartError = 2;

/// All that the sources of a plan say, each thing once.
class Facets {
 public:
  explicit Facets(const Dictionary& dictionary) : dictionary_(dictionary) {}

  /// Each returns the facet's number.
  int AddAxis(int source, const PlannedAxis& axis);
  int AddCondition(int source, const Expression& condition);
  /// Adds the parts of `condition`. All of one plan are added before the first is looked up.
  void AddParts(const MixedCondition& condition);
  /// Of a part, which is no negation; of what a source says of `variable` towards a sum.
  int OfPart(int source, const Expression& part) const;
  int OfSum(int source, int variable) const;
  /// Values from here on are one label of OfSum; the next label, if any, is "not known".
  int64_t HighestOf(int variable) const { return highest_.at(variable); }

  /// Adds the axes of sums, whose length all conditions together decide.
  void AddSums();
  const std::vector<Facet>& all() const { return all_; }

 private:
  int Add(int source, const std::string& key, PlannedAxis axis, bool condition);
  PlannedAxis PartAxis(const Expression& part) const;
  PlannedAxis SumAxis(int variable) const;

  const Dictionary& dictionary_;
  std::vector<Facet> all_;
  std::map<std::pair<int, std::string>, int> numbers_;
  std::map<int, int64_t> highest_;            // by variable
  std::map<int, std::vector<int>> summands_;  // by variable, its sources
};

/// `part` without negations at the top; whether their number was odd.
std::pair<Expression, bool> WithoutNegation(Expression part);

}  // namespace ginnel::query
