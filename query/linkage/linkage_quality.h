// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "query/dictionary.h"
#include "query/linkage/linked_plan.h"
#include "query/linkage/suppliers.h"
#include "query/plan.h"

namespace ginnel::query {

// What is beside a linked table, source by source. All of it is one member's own, and of people of
// whom nothing else is asked, so that no test under sharing can say what it gives away together
// with what is asked elsewhere: a plain count of all whom the member holds, less those who are not
// matched, less those in the cells, would be a count that nobody has looked at. So its node tells
// it roughly, before anybody is sent it:
//
//   people   to the nearest hundred
//   a sum    in whole units, to the nearest hundred and two significant figures; 0 where fewer than
//            k contribute to it, or few make up most of it
//
// It is a blur and no guarantee: who knows all but a few of those behind it learns about how much
// these are.

/// The step to which `value` (people, or whole units of a sum) is told.
int64_t StepOfPeople();
int64_t StepOfSum(int64_t value);
/// `value` ≥ 0 to the nearest multiple of `step`.
int64_t Roughly(int64_t value, int64_t step);

/// Adds to `linked` the tables of linkage quality of every source but general practice, whose own
/// people the spine is made of, and the totals that they are filled with. Sums are those that
/// `plan` asks for, as such or per person, of variables for which the source answers.
absl::Status AddQualityTables(const Plan& plan, const Suppliers& suppliers,
                              const Dictionary& dictionary, LinkedPlan& linked);

/// Appends the tests of the tables of linkage quality to those of the plan's own table, which are
/// there, so that trustees open all of them by the same rule.
void AppendQualityTests(LinkedPlan& linked, Plan& plan);

}  // namespace ginnel::query
