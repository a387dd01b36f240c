// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "query/dictionary.h"
#include "query/expression.h"
#include "query/linkage/suppliers.h"

namespace ginnel::query {

/// A condition on what several sources know, down to the largest parts that one source can judge by
/// itself. Like any condition it is true, false or an error.
struct MixedCondition {
  enum class Kind {
    kConstant,    // value: 0 or 1
    kPart,        // `part`, of the values that `source` has
    kAll,         // CEL's && of all args
    kAny,         // CEL's ||
    kNot,         // of args[0]
    kEqual,       // args[0] == args[1]; an error where either is
    kChoice,      // args[0] ? args[1] : args[2]
    kFirstKnown,  // the first of args that is no error
    kAnyKnown,    // true if any of args is; false if none is, and not all are errors
    kSumAtLeast,  // the sum of `variable` over those of `sources` that know it is ≥ value; an error
                  // where none does
  };
  Kind kind = Kind::kConstant;
  int64_t value = 0;
  int source = -1;
  Expression part;
  int variable = -1;
  std::vector<int> sources;
  std::vector<MixedCondition> args;
};

/// Highest sum over several sources that a condition may ask for: each says its own value up to it.
inline constexpr int64_t kHighestSum = 200;

/// Splits `condition` so that for every person it is what it would be of one row that holds, for
/// each variable, the combination (dictionary.proto) of what its suppliers know. InvalidArgument
/// where that cannot be done without numbers of several sources in one calculation.
absl::StatusOr<MixedCondition> SplitCondition(const Expression& condition,
                                              const Suppliers& suppliers,
                                              const Dictionary& dictionary);

/// The one source that can judge all of `conditions`, or −1. Errors as of Suppliers::Of.
absl::StatusOr<int> OnlySourceOf(const std::vector<Expression>& conditions,
                                 const Suppliers& suppliers);

}  // namespace ginnel::query
