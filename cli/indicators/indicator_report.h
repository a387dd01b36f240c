// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/indicators/indicator_set.h"
#include "ginnel/config/indicators.pb.h"
#include "ginnel/v1/release.pb.h"

namespace ginnel::cli {

/// One release of one of the set's queries.
struct SeriesRelease {
  std::string query;  // its id in the set
  v1::Release release;
};

/// Each indicator over time, from verified releases. Of two releases as at one day the later
/// counts.
config::IndicatorReport ReportOn(const LoadedSet& set, const std::vector<SeriesRelease>& releases);

void PrintReport(const config::IndicatorReport& report, std::ostream& out);

}  // namespace ginnel::cli
