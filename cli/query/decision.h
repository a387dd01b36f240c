// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "cli/person.h"
#include "cli/query/draft.h"
#include "ginnel/v1/statement.pb.h"

namespace ginnel::cli {

/// An IG lead's approval of exactly this query, on behalf of their member, signed. It lives as long
/// as the agreement allows, and never longer than the query.
absl::StatusOr<v1::Envelope> SignApproval(const Person& person, const PlannedQuery& planned,
                                          const std::string& digest, v1::Interest interest,
                                          const v1::Remark& remark, const Clock& clock);
absl::StatusOr<v1::Envelope> SignRefusal(const Person& person, const std::string& digest,
                                         const v1::Remark& remark, const Clock& clock);
/// Takes back `approval`, which is of the person's own member.
absl::StatusOr<v1::Envelope> SignRevocation(const Person& person, const v1::Envelope& approval,
                                            const v1::Remark& remark, const Clock& clock);

}  // namespace ginnel::cli
