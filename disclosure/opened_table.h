// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace ginnel::sharing {
class Opening;
}
namespace ginnel::rehearsal {
class SyntheticOpening;
}

namespace ginnel::disclosure {

/// The exact totals that passed the small-count test, in vector order (query/plan.h). Made only by
/// the opening protocol (and, of made-up people, by a rehearsal); turned into a Release only by the
/// gate. Positions that did not pass were never opened: there is no value to leak.
class OpenedTable {
 public:
  OpenedTable(OpenedTable&&) = default;
  OpenedTable& operator=(OpenedTable&&) = default;
  size_t size() const { return values_.size(); }
  /// How many tests the opening ran.
  size_t tests() const { return passed_.size(); }
  /// The total at `position`, or nothing if it was not opened.
  std::optional<int64_t> value(size_t position) const { return values_[position]; }
  /// Whether these are made-up people: their release says so.
  bool synthetic() const { return synthetic_; }
  /// Whether test `index` of the plan passed.
  bool passed(size_t index) const { return passed_[index]; }
  /// `positions` positions from `first` on, and `tests` tests from `first_test` on, as a table of
  /// their own. Empty where they are not all here.
  OpenedTable Part(size_t first, size_t positions, size_t first_test, size_t tests) const {
    if (first + positions > values_.size() || first_test + tests > passed_.size()) {
      return OpenedTable({}, {}, synthetic_);
    }
    const auto value = values_.begin() + static_cast<ptrdiff_t>(first);
    const auto test = passed_.begin() + static_cast<ptrdiff_t>(first_test);
    return OpenedTable({value, value + static_cast<ptrdiff_t>(positions)},
                       {test, test + static_cast<ptrdiff_t>(tests)}, synthetic_);
  }

 private:
  friend class ::ginnel::sharing::Opening;
  friend class ::ginnel::rehearsal::SyntheticOpening;
  friend class OpenedTableForTest;
  OpenedTable(std::vector<std::optional<int64_t>> values, std::vector<bool> passed,
              bool synthetic = false)
      : values_(std::move(values)), passed_(std::move(passed)), synthetic_(synthetic) {}
  std::vector<std::optional<int64_t>> values_;
  std::vector<bool> passed_;
  bool synthetic_ = false;
};

}  // namespace ginnel::disclosure
