// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "documents.h"
#include "query/linkage/linked_plan.h"

namespace ginnel::query {

/// Three networks, an acute trust, a mental health trust and a council, with the core dictionary
/// and two localities.
v1::Constitution LinkedPartnership();

/// People registered, across general practice and acute, in one cell.
v1::Query LinkedQuery();

/// Plans over the query's own roster with k = 8.
absl::StatusOr<Plan> PlanLinked(const v1::Query& query,
                                const v1::Constitution& constitution = LinkedPartnership());

/// The linked plan; an error fails the test.
LinkedPlan LinkedOf(const v1::Query& query,
                    const v1::Constitution& constitution = LinkedPartnership());

/// LinkedQuery with these.
v1::Query LinkedQueryOf(const std::string& where, const std::vector<std::string>& by,
                        const std::vector<std::string>& measures,
                        const std::vector<v1::Sector>& across = {v1::SECTOR_GENERAL_PRACTICE,
                                                                 v1::SECTOR_ACUTE});

}  // namespace ginnel::query
