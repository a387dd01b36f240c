// SPDX-License-Identifier: Apache-2.0
#include "query/statistics/distribution.h"

#include <algorithm>
#include <cmath>

namespace ginnel::query {
namespace {

struct Squares {
  double people = 0;
  double mean = 0;
  double within = 0;   // Σ (n − 1)·s²
  double between = 0;  // Σ n·(mean − whole mean)²
};

Squares SquaresOf(const std::vector<GroupMoments>& groups) {
  Squares squares;
  for (const GroupMoments& group : groups) {
    squares.people += group.people;
    squares.mean += group.people * group.mean;
    squares.within += std::max(0.0, group.people - 1) * group.deviation * group.deviation;
  }
  if (squares.people > 0) squares.mean /= squares.people;
  for (const GroupMoments& group : groups) {
    const double distance = group.mean - squares.mean;
    squares.between += group.people * distance * distance;
  }
  return squares;
}

}  // namespace

std::optional<double> QuantileOf(const std::vector<BandCount>& bands, double quantile) {
  double people = 0;
  for (const BandCount& band : bands) people += band.people;
  if (people <= 0) return std::nullopt;
  double below = 0;
  for (const BandCount& band : bands) {
    if (band.people <= 0 || below + band.people < quantile * people) {
      below += band.people;
      continue;
    }
    if (!band.upper) return std::nullopt;
    return band.lower + (quantile * people - below) / band.people * (*band.upper - band.lower);
  }
  return std::nullopt;
}

double QuantileOf(std::vector<double> values, double quantile) {
  std::sort(values.begin(), values.end());
  const double at = quantile * static_cast<double>(values.size() - 1);
  const auto below = static_cast<size_t>(std::floor(at));
  const size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (at - std::floor(at)) * (values[above] - values[below]);
}

GroupMoments Pool(const std::vector<GroupMoments>& groups) {
  const Squares squares = SquaresOf(groups);
  GroupMoments pooled{squares.people, squares.mean, 0};
  if (squares.people > 1) {
    pooled.deviation = std::sqrt((squares.within + squares.between) / (squares.people - 1));
  }
  return pooled;
}

std::optional<double> ExplainedShare(const std::vector<GroupMoments>& groups) {
  const Squares squares = SquaresOf(groups);
  const double all = squares.within + squares.between;
  if (all <= 0) return std::nullopt;
  return squares.between / all;
}

}  // namespace ginnel::query
