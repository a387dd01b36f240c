// SPDX-License-Identifier: Apache-2.0
#include "query/statistics/inequality.h"

namespace ginnel::query {

std::optional<double> Gradient::RelativeIndex() const {
  if (most_deprived <= 0 || least_deprived <= 0) return std::nullopt;
  return most_deprived / least_deprived;
}

std::optional<Gradient> FitGradient(const std::vector<RankedGroup>& groups) {
  double people = 0;
  double mean_value = 0;
  int with_people = 0;
  for (const RankedGroup& group : groups) {
    people += group.people;
    mean_value += group.people * group.value;
    with_people += group.people > 0 ? 1 : 0;
  }
  if (with_people < 3) return std::nullopt;
  mean_value /= people;
  double before = 0;
  double covariance = 0;
  double variance = 0;
  for (const RankedGroup& group : groups) {
    // The weighted mean of all middles is one half.
    const double rank = (before + group.people / 2) / people - 0.5;
    covariance += group.people * rank * (group.value - mean_value);
    variance += group.people * rank * rank;
    before += group.people;
  }
  const double slope = covariance / variance;
  return Gradient{mean_value - slope / 2, mean_value + slope / 2};
}

}  // namespace ginnel::query
