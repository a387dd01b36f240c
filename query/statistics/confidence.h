// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ginnel::query {

/// From `low` to `high`.
struct Interval {
  double low = 0;
  double high = 0;
};

/// The 97.5th percentile of the standard normal distribution: two-sided 95 %.
inline constexpr double kNormal95 = 1.959963984540054;

/// Of a proportion, by Wilson's score method: Wilson EB, J Am Stat Assoc 1927;22:209–212; method 3
/// of Newcombe RG, Stat Med 1998;17:857–872. `events` of `people` > 0; both ends are between 0
/// and 1.
Interval WilsonInterval(double events, double people, double z = kNormal95);

/// Of a count of independent events, by Byar's approximation: Breslow NE, Day NE, Statistical
/// methods in cancer research II, IARC 1987, equation 2.13. Within 0.2 % of the exact interval from
/// 10 events on; below that a caller should not show it.
Interval ByarInterval(double events, double z = kNormal95);

/// Fewer events than this have no interval by Byar's method, and no standardised rate (the
/// technical guidance of Public Health England, 2018).
inline constexpr double kFewestEvents = 10;

}  // namespace ginnel::query
