// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "query/linkage/linked_plan.h"

namespace ginnel::query {

/// People of a city, where nobody says how many there are.
inline constexpr uint64_t kAssumedPeople = 800'000;

/// What a linked query takes, for a spine of so many people. Known from the plan alone.
struct LinkageCost {
  uint64_t bytes = 0;     // up to each of trustees 2 and 3, from all members together
  uint64_t products = 0;  // of columns, over all rows, at each trustee
  uint64_t seconds = 0;   // about: at 500 MB and 10^9 products a second; at least 1
};

LinkageCost CostOf(const LinkedPlan& linked, uint64_t people);
/// For how many people a source has rows. Of general practice in several sources, each has as many
/// as its members are of all: nobody knows better before there is a spine.
uint64_t RowsOf(const LinkedSource& source, const LinkedPlan& linked, uint64_t people);
/// What one source uploads to each of trustees 2 and 3: 8 bytes a value.
uint64_t BytesOf(const LinkedSource& source, uint64_t rows);

}  // namespace ginnel::query
