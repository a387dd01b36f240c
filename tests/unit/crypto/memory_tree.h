// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "crypto/merkle.h"

namespace ginnel::crypto {

/// All complete subtrees of a log in memory, kept as a store would keep them; counts what is read.
class MemoryTree {
 public:
  void Append(const Digest& leaf_hash) {
    frontier_.Append(leaf_hash, [this](int level, uint64_t index, const Digest& hash) {
      const auto at = static_cast<size_t>(level);
      if (levels_.size() <= at) levels_.resize(at + 1);
      in_order_ = in_order_ && levels_[at].size() == index;
      levels_[at].push_back(hash);
    });
  }

  /// For a SubtreeReader; NotFound for what is not complete.
  absl::StatusOr<Digest> Read(int level, uint64_t index) {
    ++reads_;
    const auto at = static_cast<size_t>(level);
    if (level < 0 || at >= levels_.size() || index >= levels_[at].size()) {
      return absl::NotFoundError(absl::StrCat("subtree ", level, "/", index));
    }
    return levels_[at][index];
  }

  const MerkleFrontier& frontier() const { return frontier_; }
  const std::vector<Digest>& leaves() const { return levels_.front(); }
  /// Whether each level was made from left to right without a gap.
  bool in_order() const { return in_order_; }
  /// Reads since this was last asked.
  int TakeReads() {
    const int reads = reads_;
    reads_ = 0;
    return reads;
  }

 private:
  MerkleFrontier frontier_;
  std::vector<std::vector<Digest>> levels_{1};
  bool in_order_ = true;
  int reads_ = 0;
};

}  // namespace ginnel::crypto
