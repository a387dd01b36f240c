// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "node/engine/derivation.h"
#include "node/records.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::node {

/// What the engine must yield, written for one person at a time straight from the records and the
/// words of derivation.h: no blocks, no masks, no packing. One value for each variable of the
/// dictionary.
std::vector<std::optional<int64_t>> ValuesOfPerson(const Records& records, uint32_t row,
                                                   const query::Dictionary& dictionary,
                                                   const AsOf& as_of);

/// The figures of `plan` in vector order.
std::vector<int64_t> ReferenceTable(const Records& records, const query::Plan& plan,
                                    const query::Dictionary& dictionary);

}  // namespace ginnel::node
