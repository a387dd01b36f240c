// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "node/records.h"
#include "query/dictionary.h"

namespace ginnel::bench {

/// The part of the core dictionary that the benchmarks ask about.
query::Dictionary BenchDictionary();

/// `people` people with about as many rows as a GP network's data set has for a year: one
/// registration episode each, eleven conditions at their prevalences, two observations, and four
/// kinds of event, 7.3 rows a person. The same people for the same number.
node::Records SyntheticPeople(size_t people);

}  // namespace ginnel::bench
