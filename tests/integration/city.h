// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "tests/integration/federation.h"

namespace ginnel::integration {

/// The folder of a synthetic city of `people` people (seed 1), made once for the test program.
absl::StatusOr<std::string> City(int people);

/// Its seven organisations.
FederationOptions WholeCity(const std::string& city);
/// Its three GP networks alone.
FederationOptions GpNetworks(const std::string& city);

/// models/queries/age-complexity-matrix.yaml, open for the next 90 days.
absl::StatusOr<std::string> ShippedQuery();

}  // namespace ginnel::integration
