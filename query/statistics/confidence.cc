// SPDX-License-Identifier: Apache-2.0
#include "query/statistics/confidence.h"

#include <algorithm>
#include <cmath>

namespace ginnel::query {
namespace {

double ByarLimit(double events, double z) {
  if (events <= 0) return 0;
  const double root = 1 - 1 / (9 * events) + z / (3 * std::sqrt(events));
  return events * root * root * root;
}

}  // namespace

Interval WilsonInterval(double events, double people, double z) {
  const double z2 = z * z;
  const double middle = 2 * events + z2;
  const double spread = z * std::sqrt(z2 + 4 * events * (1 - events / people));
  const double below = 2 * (people + z2);
  return {std::max(0.0, (middle - spread) / below), std::min(1.0, (middle + spread) / below)};
}

Interval ByarInterval(double events, double z) {
  return {std::max(0.0, ByarLimit(events, -z)), ByarLimit(events + 1, z)};
}

}  // namespace ginnel::query
