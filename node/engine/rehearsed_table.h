// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ginnel::node {
class Engine;

/// One member's own figures for a question that nobody needs to have approved: what its lead is
/// shown before they decide. Only the engine makes one.
///
/// It can be read, and it cannot be uploaded: sharing::Encoder takes a LocalTable, of which this is
/// none, and a LocalTable can be made neither of this nor of the figures that this gives out
/// (tests/unit/node_engine/engine_test.cc and tests/unit/sharing/encoder_test.cc do not compile
/// otherwise). What it does not prevent is another use of the figures by whoever reads them here:
/// node/review does, for the review card alone, and
/// rehearsal/ does, of made-up people alone.
class RehearsedTable {
 public:
  RehearsedTable(RehearsedTable&&) = default;
  RehearsedTable& operator=(RehearsedTable&&) = default;

  /// In stored units (pence). Indices are those of the plan.
  int64_t figure(size_t aggregate, size_t cell) const {
    return figures_[aggregate * cells_ + cell];
  }
  size_t size() const { return figures_.size(); }

 private:
  friend class Engine;
  RehearsedTable(std::vector<int64_t> figures, size_t cells)
      : figures_(std::move(figures)), cells_(cells) {}
  std::vector<int64_t> figures_;
  size_t cells_;
};

}  // namespace ginnel::node
