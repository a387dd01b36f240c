// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "query/dictionary.h"
#include "query/linkage/linked_plan.h"
#include "query/linkage/suppliers.h"
#include "query/plan.h"

namespace ginnel::query {

/// Adds to `linked` the tables of linkage quality of every source but general practice, whose own
/// people the spine is made of, and the totals that they are filled with. Sums are those that
/// `plan` asks for, as such or per person, of variables for which the source answers.
///
/// They need no condition of the question: nobody who has no slot is in any cell, so that nothing
/// can be subtracted from the one to learn the other.
absl::Status AddQualityTables(const Plan& plan, const Suppliers& suppliers,
                              const Dictionary& dictionary, LinkedPlan& linked);

/// Appends the tests of the tables of linkage quality to those of the plan's own table, which are
/// there, so that trustees open all of them by the same rule.
void AppendQualityTests(LinkedPlan& linked, Plan& plan);

}  // namespace ginnel::query
