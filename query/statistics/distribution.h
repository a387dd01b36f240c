// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

namespace ginnel::query {

/// People whose value is from `lower` up to, and without, `upper`.
struct BandCount {
  double lower = 0;
  std::optional<double> upper;  // nothing: open
  double people = 0;
};

/// The value below which the share `quantile` (0 … 1) of the people lies, as if those of each band
/// were spread evenly over it. Nothing where that is in an open band, or there is nobody.
std::optional<double> QuantileOf(const std::vector<BandCount>& bands, double quantile);

/// The `quantile` of some values, between the two nearest by linear interpolation (type 7 of
/// Hyndman RJ, Fan Y, Am Stat 1996;50:361–365). `values` is not empty.
double QuantileOf(std::vector<double> values, double quantile);

/// Mean and standard deviation (over n − 1) of one group.
struct GroupMoments {
  double people = 0;
  double mean = 0;
  double deviation = 0;
};

/// Those of all groups together.
GroupMoments Pool(const std::vector<GroupMoments>& groups);

/// The share of the variance that lies between the groups, 0 … 1 (η², the R² of a model that
/// predicts each person by their group's mean). Nothing where all have the same value.
std::optional<double> ExplainedShare(const std::vector<GroupMoments>& groups);

}  // namespace ginnel::query
