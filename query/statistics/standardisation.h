// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "query/statistics/confidence.h"

namespace ginnel::query {

/// One band of a standard population.
struct StandardBand {
  std::string_view label;
  double people;
};

/// The European Standard Population 2013 of 100,000 people in 19 age bands (Eurostat, Revision of
/// the European Standard Population, 2013, with 90 and over as one).
inline constexpr std::array<StandardBand, 19> kEuropeanStandard2013 = {{{"0-4", 5000},
                                                                        {"5-9", 5500},
                                                                        {"10-14", 5500},
                                                                        {"15-19", 5500},
                                                                        {"20-24", 6000},
                                                                        {"25-29", 6000},
                                                                        {"30-34", 6500},
                                                                        {"35-39", 7000},
                                                                        {"40-44", 7000},
                                                                        {"45-49", 7000},
                                                                        {"50-54", 7000},
                                                                        {"55-59", 6500},
                                                                        {"60-64", 6000},
                                                                        {"65-69", 5500},
                                                                        {"70-74", 5000},
                                                                        {"75-79", 4000},
                                                                        {"80-84", 2500},
                                                                        {"85-89", 1500},
                                                                        {"90+", 1000}}};

/// One age band of those whose rate is standardised.
struct Stratum {
  double events = 0;
  double people = 0;
  double standard = 0;  // people of the standard population
};

struct StandardisedRate {
  double rate = 0;    // events a person
  double events = 0;  // all of them
  Interval interval;  // 95 %
};

/// The directly standardised rate, with the interval of Dobson AJ, Kuulasmaa K, Eberle E, Scherer
/// J, Stat Med 1991;10:457–462, over Byar's interval of all events. Nothing if there are no people
/// in a band that the standard has people in, or fewer than kFewestEvents events.
std::optional<StandardisedRate> StandardiseDirectly(const std::vector<Stratum>& strata,
                                                    double z = kNormal95);

/// Observed over expected events, and its interval by Byar's method: the standardised ratio.
/// Expected events are positive.
StandardisedRate StandardiseIndirectly(double observed, double expected, double z = kNormal95);

}  // namespace ginnel::query
