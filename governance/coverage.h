// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ginnel/v1/query.pb.h"

namespace ginnel::governance {

/// Who is asked by a query, and without whom it may run. With twenty members one that is away must
/// not stop the answer; but an answer over other members is another answer, so of each run only the
/// first complete roster ever opens, and later runs are over the same.
struct Coverage {
  std::vector<std::string> members;   // everybody asked, in agreement order
  std::vector<std::string> optional;  // of them, in agreement order
  uint32_t least = 0;                 // fewest members that take part: all, where none is optional

  bool IsOptional(const std::string& member) const;
  /// As approvals state it: 0 where none is optional.
  uint32_t stated() const { return optional.empty() ? 0 : least; }
};

/// The coverage that `query` asks for over `members`, its resolved roster. InvalidArgument
/// (REASON_QUERY_INVALID) if an optional member is not asked or named twice, or if `coverage` is
/// missing, less than the members that are not optional, or more than all.
absl::StatusOr<Coverage> ResolveCoverage(const v1::Query& query,
                                         const std::vector<std::string>& members);

/// OK if `roster` holds, in agreement order and once each, only members that are asked, all that
/// are not optional, and enough. REASON_ROSTER_MISMATCH otherwise.
absl::Status CheckCovers(const std::vector<std::string>& roster, const Coverage& coverage);

}  // namespace ginnel::governance
