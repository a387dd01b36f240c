// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ginnel::node {
class Engine;

/// What the dictionary's bounds cut off one variable, among everybody who is held, at all moments
/// of a plan.
struct Capped {
  int variable = -1;     // dictionary index
  uint64_t values = 0;   // of one person at one moment each
  int64_t left_out = 0;  // stored units
};

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
  /// Of the variables that the plan adds up, those with values beyond their bounds.
  const std::vector<Capped>& capped() const { return capped_; }

 private:
  friend class Engine;
  RehearsedTable(std::vector<int64_t> figures, size_t cells, std::vector<Capped> capped)
      : figures_(std::move(figures)), cells_(cells), capped_(std::move(capped)) {}
  std::vector<int64_t> figures_;
  size_t cells_;
  std::vector<Capped> capped_;
};

}  // namespace ginnel::node
