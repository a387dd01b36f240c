// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"

namespace ginnel::query {

/// Whether a query may ask for `profile`: it is known (disclosure.md), offered, and not looser than
/// the agreement's floor (empty: none). What a profile does is disclosure's; here only names and
/// their order count.
absl::Status CheckProfile(const std::string& profile, const std::string& floor);

}  // namespace ginnel::query
