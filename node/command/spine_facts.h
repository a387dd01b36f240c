// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "base/store/database.h"
#include "node/command/node_folder.h"
#include "node/store/record_store.h"

namespace ginnel::node {

/// What a node's own people are to the spine that it holds: for the member's own eyes. Exact
/// counts, which never leave this machine.
struct SpineFacts {
  uint32_t epoch = 0;
  std::string digest;
  bool agreed = false;  // by this node's copy of the register
  uint64_t slots = 0;
  uint64_t people = 0;  // of whom this node holds a record
  uint64_t found = 0;   // of them, those who are on the spine

  std::string ToText() const;  // one line, without its end
  std::string ToJson() const;
};

/// Nothing where this node holds no spine.
absl::StatusOr<std::optional<SpineFacts>> ReadSpineFacts(const NodeFolder& folder,
                                                         const Clock& clock,
                                                         store::Database& database,
                                                         RecordStore& records);

}  // namespace ginnel::node
