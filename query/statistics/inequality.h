// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

namespace ginnel::query {

/// People of one rank, from the most deprived to the least, and the figure of theirs that is
/// compared.
struct RankedGroup {
  double people = 0;
  double value = 0;
};

/// The line fitted to the groups' values over their relative rank: 0 is the most deprived person, 1
/// the least deprived.
struct Gradient {
  double most_deprived = 0;
  double least_deprived = 0;
  /// Slope index of inequality: how much higher the most deprived are than the least.
  double SlopeIndex() const { return most_deprived - least_deprived; }
  /// Relative index of inequality: how many times as high. Nothing where the line reaches 0.
  std::optional<double> RelativeIndex() const;
};

/// Least squares weighted by people, each group at the middle of its range of ranks: Low A, Low A,
/// J Public Health 2004;26:388–395. Nothing for fewer than three groups with people.
std::optional<Gradient> FitGradient(const std::vector<RankedGroup>& groups);

}  // namespace ginnel::query
