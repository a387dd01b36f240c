// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace ginnel::node {
class Engine;
}

namespace ginnel::sharing {

/// One member's figures for one verified run, in vector order (query/plan.h): aggregates × cells.
/// Only the node's engine makes one, and only the encoder takes one apart: it has no other way out
/// of the process.
class LocalTable {
 public:
  LocalTable(LocalTable&&) = default;
  LocalTable& operator=(LocalTable&&) = default;
  size_t size() const { return values_.size(); }

 private:
  friend class ::ginnel::node::Engine;
  friend class Encoder;
  friend class LocalTableForTest;
  explicit LocalTable(std::vector<int64_t> values) : values_(std::move(values)) {}
  std::vector<int64_t> values_;
};

}  // namespace ginnel::sharing
