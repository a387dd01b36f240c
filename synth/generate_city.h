// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "synth/city.h"
#include "synth/folder.h"

namespace ginnel::synth {

// Start here: a synthetic place on disk.

struct CityOptions {
  int64_t people = kPrintedPeople;  // registered with one of the three networks at the index date
  uint64_t seed = 1;
  std::string out_dir{};  // created if need be; files of the same names are overwritten
  bool flaws =
      false;  // adds invalid NHS numbers and repeated rows, to show what ingest makes of them
  Progress progress{};
};

struct CitySummary {
  int64_t registered = 0;
  int64_t left_or_died = 0;      // in the three years
  int64_t never_registered = 0;  // known to a service, perhaps
  int64_t brent_cohort = 0;      // Harness and Kilburn, 75 or over, a long-term condition
  int64_t event_rows = 0;
  int64_t bytes = 0;
  std::vector<FileSummary> files;
};

/// Writes out_dir/geography.yaml and, for each of the seven organisations, out_dir/<member>/*.csv
/// and mapping.yaml. `summary` is overwritten. InvalidArgument for a number of people that cannot
/// be; otherwise the error of the file system, with the path.
absl::Status GenerateCity(const CityOptions& options, CitySummary* summary);

/// Writes a city that is already in memory.
absl::Status WriteCity(const City& city, const CityOptions& options, CitySummary* summary);

}  // namespace ginnel::synth
