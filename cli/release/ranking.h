// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "ginnel/config/ranking.pb.h"
#include "ginnel/v1/release.pb.h"

namespace ginnel::cli {

/// Candidates side by side, ranked by a weighted mean of points from 0 to 100 (min–max scaling and
/// linear aggregation: OECD, Handbook on Constructing Composite Indicators, 2008, steps 5 and 6).
/// Points of a figure run from the lowest to the highest that is shown of a candidate, of a
/// judgement along its scale, of votes up to the most votes.
///
/// Reads released figures alone, so that it can tell nothing that the release does not. A figure
/// that is not shown is not guessed: the candidate has a range of scores in place of a score, and
/// everybody a range of ranks. Rounding widens ranges in the same way.
///
/// `earlier`: the release that growth is measured from; may be null where nothing grows.
/// InvalidArgument, with the ranking's field, for a ranking that does not fit the release or
/// contradicts itself.
absl::StatusOr<config::RankingReport> Rank(const config::Ranking& ranking,
                                           const v1::Release& release, const v1::Release* earlier);

}  // namespace ginnel::cli
