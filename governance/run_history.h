// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "crypto/digest.h"

namespace ginnel::governance {

/// What a verifier has already accepted of a query: the last (n, attempt) in the order in which
/// they may come.
struct RunProgress {
  uint32_t n = 0;        // 0: none yet
  uint32_t attempt = 0;  // the highest of run n
  bool spent = false;  // an opening part of run n was sent: it can never be attempted again. A node
                       // cannot know, and says false
};

/// The seam to the persisted ledger of a node or trustee. Whoever accepts a VerifiedQuery writes it
/// to the ledger before it acts on it.
class RunHistory {
 public:
  virtual ~RunHistory() = default;
  virtual absl::StatusOr<RunProgress> ProgressOf(const crypto::Digest& query) const = 0;
};

}  // namespace ginnel::governance
