// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/calendar.h"
#include "ginnel/config/indicators.pb.h"
#include "ginnel/v1/query.pb.h"

namespace ginnel::cli {

/// A set with its queries, as they stand in their files.
struct LoadedSet {
  config::IndicatorSet set;
  std::vector<v1::Query> queries;  // in the set's order
};

/// InvalidArgument, with the set's field, for a set that contradicts itself: an indicator of an
/// unknown query or measure, a target without a baseline, a number that is none.
absl::StatusOr<LoadedSet> LoadIndicatorSet(const std::string& path);

/// `query` as it is asked as at `at`: a period of as many months as its own, up to the day before,
/// and valid for `valid_days` from today. InvalidArgument unless `at` is the first day of a month
/// on which the cadence falls.
absl::StatusOr<v1::Query> QueryAt(const v1::Query& query, Day at, v1::Cadence cadence, Day today,
                                  int valid_days);

}  // namespace ginnel::cli
