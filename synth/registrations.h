// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "synth/person.h"

namespace ginnel::synth {

/// People of Harness and Kilburn aged 75 or over with at least one long-term condition, at the
/// printed size of the city: the cohort of the Brent paper, "about 6,500".
inline constexpr int64_t kBrentCohort = 6'500;

/// Gives everyone registered at the index date a practice and registration episodes: some joined in
/// the three years, some moved between practices or networks. Each has exactly one episode that
/// covers the index date.
void AssignRegistrations(uint64_t seed, std::span<Person> registered);

/// People who are not registered at the index date: those who left or died in the three years, and
/// those known to a service who never were. Each resembles someone registered, their `twin`. NHS
/// numbers are left 0.
std::vector<Person> OtherPeople(uint64_t seed, std::span<const Person> registered);

}  // namespace ginnel::synth
