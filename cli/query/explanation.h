// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ostream>

#include "cli/person.h"
#include "cli/query/draft.h"
#include "ginnel/config/explanation.pb.h"

namespace ginnel::cli {

/// A query in plain English, and what each party would do for it. A linked one: what each source
/// tells of each person, rows, bytes, terms and time for a spine of `people`. All of it follows
/// from the plan; nothing is asked of anybody.
config::QueryExplanation ExplainPlan(const PlannedQuery& planned, const Person& person,
                                     uint64_t people);
void PrintExplanation(const config::QueryExplanation& explanation, std::ostream& out);

}  // namespace ginnel::cli
