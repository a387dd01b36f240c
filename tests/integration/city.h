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

/// One GP network, `member`, with the people of `people_csv` (columns nhs_number and born), written
/// to `folder` with its mapping. `more` are further files of the mapping, as YAML.
absl::StatusOr<FederationOptions> OneNetwork(const std::string& member, const std::string& folder,
                                             const std::string& people_csv,
                                             const std::string& more = "");

/// models/queries/age-complexity-matrix.yaml, open for the next 90 days.
absl::StatusOr<std::string> ShippedQuery();

}  // namespace ginnel::integration
