// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <memory>

#include "node/engine/snapshot.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::bench {

inline constexpr size_t kPeople = 1'000'000;

const query::Dictionary& TheDictionary();
/// Synthetic people, made once; only the last number asked for is kept.
std::shared_ptr<const node::Snapshot> ThePeople(size_t people);

/// Times one node's figures for `plan`: from a warm cache of derived columns, or `cold`.
void Run(benchmark::State& state, size_t people, const query::Plan& plan, bool cold, int threads);

}  // namespace ginnel::bench
