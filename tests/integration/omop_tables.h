// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace ginnel::integration {

/// Rows of a CSV file without quotes, each by the file's headings.
using OmopRows = std::vector<std::map<std::string, std::string>>;

OmopRows ReadOmopTable(const std::string& folder, const std::string& file);

/// PERSON.csv, VISIT_OCCURRENCE.csv and CONDITION_OCCURRENCE.csv of `people` made-up people, with
/// the headings of the OMOP CDM 5.4. The rows of a person lie apart, out of order; some people have
/// no row, a birth that is to come, or a sex without a concept; some rows are after 2018.
absl::Status MakeOmopTables(const std::string& folder, int people);

}  // namespace ginnel::integration
