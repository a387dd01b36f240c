// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "ginnel/config/ranking.pb.h"
#include "ginnel/v1/release.pb.h"

namespace ginnel::cli {

/// The axis of `release` whose labels `ranking` ranks, if everything in it fits: axis, labels,
/// measures, judgements, weights. InvalidArgument with what is wrong and what would be right.
absl::StatusOr<int> CheckRanking(const config::Ranking& ranking, const v1::Release& release,
                                 const v1::Release* earlier);

}  // namespace ginnel::cli
