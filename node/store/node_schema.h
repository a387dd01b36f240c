// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/store/database.h"
#include "crypto/keys.h"

namespace ginnel::node {

/// The tables of a node's store; migrations are only ever appended.
store::Schema NodeSchema();

/// The node's encrypted store, brought to this schema. `options.must_exist` for all but `init`.
absl::StatusOr<std::unique_ptr<store::Database>> OpenNodeStore(const std::string& path,
                                                               const crypto::StoreKey& key,
                                                               const store::Options& options = {});

}  // namespace ginnel::node
