// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "node/ingest/person_numbers.h"
#include "node/records.h"

namespace ginnel::node {

/// Called as batches are done, from any thread.
using PseudonymProgress = std::function<void(uint64_t done, uint64_t total)>;

/// The seam where NHS numbers become linkage ids (protocols.md 1).
class Pseudonymiser {
 public:
  virtual ~Pseudonymiser() = default;
  /// One id for each person, in order.
  virtual absl::StatusOr<std::vector<LinkageId>> Pseudonymise(
      const PersonNumbers& people, const PseudonymProgress& progress) = 0;
};

}  // namespace ginnel::node
