// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ginnel/v1/query.pb.h"
#include "ginnel/v1/review.pb.h"
#include "node/review/past_queries.h"

namespace ginnel::node {

/// Most overlaps on one card.
inline constexpr size_t kMostOverlaps = 50;

/// Fills `card.overlaps`, newest first: releases in which a member took part that is asked now,
/// with a measure that is asked for again. Whoever reads both tables can subtract one from the
/// other.
///
/// Judged by the words of the two queries only: the same condition is the same people as at the
/// same date, and of another condition nobody can tell from its words who is in both. It is a list
/// for a person to look through, and no guard: what differs by few people is not computed.
void AddOverlaps(const PastQueries& past, const std::string& digest, const v1::Query& query,
                 const std::vector<std::string>& roster, v1::ReviewCard& card);

}  // namespace ginnel::node
