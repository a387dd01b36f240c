// SPDX-License-Identifier: Apache-2.0
#include "disclosure/count_figure.h"

#include <algorithm>

#include "absl/status/status.h"

namespace ginnel::disclosure {
namespace {

bool ZeroIsSmall(const query::Plan& plan, const query::SmallnessTest& test) {
  return !plan.zero_may_be_shown ||
         std::any_of(test.forms.begin(), test.forms.end(),
                     [](const query::LinearForm& form) { return form.zero_is_small; });
}

absl::Status Contradiction() {
  return absl::DataLossError(
      "an opened count contradicts its small-count test: nothing is released; check that all three "
      "trustees ran the same plan");
}

}  // namespace

bool GuardsPassed(const query::Plan& plan, const OpenedTable& opened, size_t position) {
  const std::vector<int>& guards = plan.guards[position];
  return std::all_of(guards.begin(), guards.end(),
                     [&opened](int guard) { return opened.passed(static_cast<size_t>(guard)); });
}

absl::StatusOr<CountFigure> ReleaseCount(const query::Plan& plan, const Profile& profile,
                                         const OpenedTable& opened, size_t position) {
  const size_t own = static_cast<size_t>(plan.own_test[position]);
  const bool zero_is_small = ZeroIsSmall(plan, plan.tests[own]);
  const int64_t threshold = plan.threshold;
  const std::optional<int64_t> count = opened.value(position);
  const bool guarded = GuardsPassed(plan, opened, position);
  if (count.has_value() && (!opened.passed(own) || !guarded)) {
    return Contradiction();
  }
  if (!opened.passed(own)) {
    return CountFigure{v1::CELL_STATE_SUPPRESSED, 0, zero_is_small ? 0 : 1, threshold - 1};
  }
  if (!count.has_value()) {
    return CountFigure{v1::CELL_STATE_WITHHELD, 0, 0, std::nullopt};
  }
  if (*count == 0 && !zero_is_small) {
    return CountFigure{v1::CELL_STATE_TRUE_ZERO, 0, 0, 0};
  }
  if (*count < threshold) {
    return Contradiction();
  }
  const int64_t rounded = profile.Round(*count);
  const CountRange range = profile.CountsThatRoundTo(rounded);
  return CountFigure{v1::CELL_STATE_VALUE, rounded, std::max(range.low, threshold), range.high};
}

CountFigure AddUp(const std::vector<CountFigure>& parts) {
  CountFigure total;
  bool any_value = false;
  bool any_suppressed = false;
  bool any_withheld = false;
  for (const CountFigure& part : parts) {
    total.value += part.value;
    total.low += part.low;
    total.high = total.high.has_value() && part.high.has_value()
                     ? std::optional<int64_t>(*total.high + *part.high)
                     : std::nullopt;
    any_value |= part.state == v1::CELL_STATE_VALUE;
    any_suppressed |= part.state == v1::CELL_STATE_SUPPRESSED;
    any_withheld |= part.state == v1::CELL_STATE_WITHHELD;
  }
  if (any_value) {
    total.state = any_suppressed || any_withheld ? v1::CELL_STATE_PARTIAL : v1::CELL_STATE_VALUE;
  } else if (any_withheld) {
    total.state = v1::CELL_STATE_WITHHELD;
  } else {
    total.state = any_suppressed ? v1::CELL_STATE_SUPPRESSED : v1::CELL_STATE_TRUE_ZERO;
  }
  return total;
}

}  // namespace ginnel::disclosure
