// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "node/records.h"

namespace ginnel::node {

/// Takes every row of the people whom `gone` (one entry a person) names out of every table. What
/// only they had goes too: the practices, codes, providers and portfolios that no row names any
/// more, and tables of conditions, observations and events that are left empty. DataLoss if a
/// table's columns differ in length or name nobody; `records` is then of no use.
absl::Status RemovePeople(Records& records, const std::vector<bool>& gone);

}  // namespace ginnel::node
