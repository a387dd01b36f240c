// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "node/engine/derivation.h"
#include "tests/unit/node_engine/engine_fixture.h"

// One variable derived from made records, as values that a test can compare.
namespace ginnel::node {

using Values = std::vector<std::optional<int64_t>>;
inline constexpr std::nullopt_t kUnknown = std::nullopt;

inline Values ValuesOf(const DerivedColumn& column) {
  Values values;
  for (size_t row = 0; row < column.rows(); ++row) {
    const size_t block = row / kBlockRows;
    const size_t place = row % kBlockRows;
    if (!TestBit(column.known(block), place)) {
      values.emplace_back();
    } else if (column.is_flag()) {
      values.emplace_back(TestBit(column.truth(block), place) ? 1 : 0);
    } else {
      std::visit([&](const auto& numbers) { values.emplace_back(numbers[row]); }, column.numbers());
    }
  }
  return values;
}

inline absl::StatusOr<DerivedColumn> DeriveAt(const Records& records, const std::string& index_date,
                                              const std::string& variable,
                                              const std::string& geographies = "",
                                              std::vector<std::string> offers = {}) {
  const query::Dictionary dictionary = DictionaryOf({variable}, geographies);
  return Derive(*SnapshotOf(records, std::move(offers)), dictionary, 0,
                AsOf{On(index_date), ParsePeriod(kTestPeriod).value()});
}

inline Values Derived(const Records& records, const std::string& index_date,
                      const std::string& variable, const std::string& geographies = "") {
  const absl::StatusOr<DerivedColumn> column = DeriveAt(records, index_date, variable, geographies);
  EXPECT_TRUE(column.ok()) << column.status();
  return column.ok() ? ValuesOf(*column) : Values();
}

}  // namespace ginnel::node
