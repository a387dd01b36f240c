// SPDX-License-Identifier: Apache-2.0
#include "rehearsal/synthetic_opening.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace ginnel::rehearsal {
namespace {

using Members = std::vector<std::vector<int64_t>>;

bool IsSmall(const query::Plan& plan, const query::LinearForm& form, const Members& members) {
  int64_t value = 0;
  for (size_t member = 0; member < members.size(); ++member) {
    if (static_cast<int>(member) == form.without_member) continue;
    for (const auto& [position, coefficient] : form.terms) {
      value += coefficient * members[member][position];
    }
  }
  return value >= (form.zero_is_small ? 0 : 1) && value < static_cast<int64_t>(plan.threshold);
}

}  // namespace

disclosure::OpenedTable SyntheticOpening::Open(const query::Plan& plan, const Members& members) {
  std::vector<bool> passed;
  for (const query::SmallnessTest& test : plan.tests) {
    passed.push_back(std::none_of(test.forms.begin(), test.forms.end(),
                                  [&](const auto& form) { return IsSmall(plan, form, members); }));
  }
  std::vector<std::optional<int64_t>> values(plan.positions());
  for (size_t position = 0; position < plan.positions(); ++position) {
    const std::vector<int>& guards = plan.guards[position];
    const bool open = std::all_of(guards.begin(), guards.end(),
                                  [&](int guard) { return passed[static_cast<size_t>(guard)]; });
    if (!open) continue;
    int64_t total = 0;
    for (const std::vector<int64_t>& member : members) total += member[position];
    values[position] = total;
  }
  return disclosure::OpenedTable(std::move(values), std::move(passed), /*synthetic=*/true);
}

}  // namespace ginnel::rehearsal
