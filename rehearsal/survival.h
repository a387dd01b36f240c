// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ginnel/config/rehearsal.pb.h"
#include "ginnel/v1/query.pb.h"
#include "ginnel/v1/release.pb.h"
#include "query/dictionary.h"

namespace ginnel::rehearsal {

/// How many of the figures in the cells of `release`, totals apart, are shown.
config::Survival SurvivalOf(const v1::Query& query, const v1::Release& release);

/// Whether most figures survive: what a cut should reach.
bool MostSurvive(const config::Survival& survival);

/// `query` cut more coarsely in one place: one entry of `by` left out, or another banding of the
/// same variable with fewer bands.
std::vector<v1::Query> CoarserThan(const v1::Query& query, const query::Dictionary& dictionary);

}  // namespace ginnel::rehearsal
