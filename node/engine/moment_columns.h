// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "node/engine/derived_columns.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::node {

/// The columns that a plan reads at one of its moments. Who is counted, and where, may have been
/// settled at another one (query::Plan::Selection), so that the same variable can be in both sets
/// and differ.
struct MomentColumns {
  std::shared_ptr<const DerivedColumn> population;  // null: everybody who is held
  std::shared_ptr<const DerivedColumn> had_event;   // null: the plan is not around an event
  ColumnSet selection;                              // of `where` and the axes' rules
  ColumnSet figures;                                // of the aggregates
};

/// Derives them, or takes them from what `derived` remembers. Errors as Derive's (derivation.h).
absl::StatusOr<MomentColumns> ColumnsAt(const query::Plan& plan,
                                        const query::Dictionary& dictionary,
                                        const query::Moment& moment, DerivedColumns& derived,
                                        int threads);

}  // namespace ginnel::node
