// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/query.pb.h"
#include "query/axes.h"
#include "query/dictionary.h"
#include "query/dictionary_english.h"
#include "query/measures.h"
#include "query/plan.h"

namespace ginnel::query {

/// What a query asks, with every name resolved, before anything is said about who answers.
struct Question {
  TableAxes table;
  PlannedFigures figures;
  Expression where;            // literally true where the query has none
  bool where_is_free = false;  // the query has a condition of its own
};

/// The dictionary indices that these read, sorted, without repeats.
std::vector<int> VariablesOf(const Expression& where, const std::vector<PlannedAxis>& axes,
                             const std::vector<PlannedMeasure>& measures);

absl::StatusOr<Question> ParseQuestion(const v1::Query& query, const v1::Constitution& constitution,
                                       const Dictionary& dictionary);

/// The sectors that answer, in the order of the enum: the query's `across`, or the only one that
/// supplies every variable. Every variable is supplied by one of them; people registered need
/// general practice. Several make it a linked query (query/linkage/linked_plan.h).
absl::StatusOr<std::vector<v1::Sector>> SectorsOf(const v1::Query& query, const Question& question,
                                                  const v1::Constitution& constitution,
                                                  const Dictionary& dictionary);

/// The named members, or all that supply any of `sectors`, in agreement order. Each sector has one
/// at least.
absl::StatusOr<std::vector<std::string>> MembersOf(const v1::Query& query,
                                                   const std::vector<v1::Sector>& sectors,
                                                   const v1::Constitution& constitution);

}  // namespace ginnel::query
