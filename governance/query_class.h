// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/digest.h"
#include "ginnel/v1/query.pb.h"
#include "governance/agreement.h"
#include "governance/coverage.h"

namespace ginnel::governance {

// Queries that recur, and queries that are alike: what a member decides on ahead of them.

/// What makes two queries of one series: the digest of everything that they ask but their period,
/// their index date and their end, which move on (a period keeps its length).
absl::StatusOr<crypto::Digest> SeriesDigest(const v1::Query& query);

/// InvalidArgument (REASON_STATEMENT_MALFORMED) with what is wrong about `group` itself: an unknown
/// purpose or member, no axes and no measures, both a population and any population.
absl::Status ValidateQueryClass(const v1::QueryClass& group, const Agreement& agreement);

/// OK if `query`, which asks the members of `coverage`, asks nothing that `group` does not list.
/// PermissionDenied (REASON_APPROVAL_OTHER_QUERY) with the first thing that it does.
absl::Status CheckOfClass(const v1::Query& query, const Coverage& coverage,
                          const v1::QueryClass& group);

}  // namespace ginnel::governance
