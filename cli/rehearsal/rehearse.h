// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "ginnel/config/rehearsal.pb.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/query.pb.h"

namespace ginnel::cli {

/// People of a synthetic city unless somebody asks for another number: a few seconds.
inline constexpr uint32_t kRehearsalPeople = 20'000;

struct RehearsalWish {
  v1::Query query;
  v1::Constitution constitution;
  uint32_t people = kRehearsalPeople;
  uint64_t seed = 1;
  bool advise = false;
};

/// Has ginnel-rehearse, which lies beside this program, run the query on a synthetic city. Its
/// progress and its complaints go to standard error; InvalidArgument if it refused.
absl::StatusOr<config::RehearsalReport> Rehearse(RehearsalWish wish);

}  // namespace ginnel::cli
