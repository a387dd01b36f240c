// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "ginnel/config/mapping.pb.h"
#include "node/ingest/csv_reader.h"
#include "node/ingest/problems.h"

namespace ginnel::node {

/// Where one target of a table gets its values: a column of the file, a constant, or nothing.
class Input {
 public:
  Input() = default;
  /// Column `index` of the file, as `mapping` has it.
  Input(const config::ColumnMapping& mapping, size_t index);
  /// The same value for every row; `place` is where the mapping says so.
  Input(std::string constant, Place place)
      : bound_(true), constant_(std::move(constant)), place_(place) {}

  bool bound() const { return bound_; }
  const std::string& format() const { return format_; }

  /// The value as the federation writes it: without spaces around it, missing values as "", local
  /// values recoded. Nothing, with a problem, for a value that the recoding does not list.
  std::optional<std::string_view> Read(const CsvRow& row, Problems& problems) const;
  /// Reports `message` at this value.
  void Refuse(const CsvRow& row, std::string_view message, Problems& problems) const;

 private:
  bool IsMissing(std::string_view text) const;

  bool bound_ = false;
  std::optional<size_t> column_;
  std::string heading_;
  std::string format_;
  std::vector<std::string> missing_;
  absl::flat_hash_map<std::string, std::string> recode_;
  std::string constant_;
  Place place_;
};

}  // namespace ginnel::node
