// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "cli/person.h"
#include "ginnel/v1/release.pb.h"

namespace ginnel::cli {

/// The release of one run of a query (0: the newest), its coordinator's signature checked, and that
/// it is the one that was asked for.
absl::StatusOr<v1::Release> FetchRelease(const Person& person, CoordinatorClient& client,
                                         const std::string& query, uint32_t run);

}  // namespace ginnel::cli
