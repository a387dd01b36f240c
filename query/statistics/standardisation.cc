// SPDX-License-Identifier: Apache-2.0
#include "query/statistics/standardisation.h"

#include <cmath>

namespace ginnel::query {

std::optional<StandardisedRate> StandardiseDirectly(const std::vector<Stratum>& strata, double z) {
  double standard = 0;
  for (const Stratum& stratum : strata) standard += stratum.standard;
  StandardisedRate result;
  double variance = 0;
  for (const Stratum& stratum : strata) {
    if (stratum.standard == 0) continue;
    if (stratum.people <= 0) return std::nullopt;
    const double weight = stratum.standard / standard / stratum.people;
    result.rate += weight * stratum.events;
    result.events += stratum.events;
    variance += weight * weight * stratum.events;
  }
  if (result.events < kFewestEvents) return std::nullopt;
  const Interval count = ByarInterval(result.events, z);
  const double scale = std::sqrt(variance / result.events);
  result.interval = {result.rate + scale * (count.low - result.events),
                     result.rate + scale * (count.high - result.events)};
  return result;
}

StandardisedRate StandardiseIndirectly(double observed, double expected, double z) {
  const Interval count = ByarInterval(observed, z);
  return {observed / expected, observed, {count.low / expected, count.high / expected}};
}

}  // namespace ginnel::query
