// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::query {

/// Most linear forms that one run may test.
inline constexpr uint64_t kMaxForms = 1'000'000;

/// From this many members on, each member's remainder is tested too; with fewer, cells are
/// attributable to a member.
inline constexpr size_t kMembersToHide = 3;

/// Fills `tests`, `own_test` and `guards` of a plan whose axes, measures and aggregates are there
/// (disclosure.md):
/// - each count: its own test, and with enough members one test that joins the remainder without
/// each member (0 excepted);
/// - people in a cell guard every other count of the cell;
/// - the people with a sensitive flag, and the cells of those who have it where it is an axis: also
/// the people without it, 0 included;
/// - a sum: everything that guards the people, the known and the contributors of its cell.
/// Internal if any position ends without a guard, so that nothing could be opened untested.
/// `members` are those (by index in the roster) whose own part of a total is known apart.
absl::Status PlanTests(Plan& plan, const Dictionary& dictionary, const std::vector<int>& members);
/// The same for all of a roster of `members`.
absl::Status PlanTests(Plan& plan, const Dictionary& dictionary, size_t members);

}  // namespace ginnel::query
