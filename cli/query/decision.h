// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/person.h"
#include "cli/query/draft.h"
#include "ginnel/v1/coordinator.pb.h"
#include "ginnel/v1/statement.pb.h"

namespace ginnel::cli {

/// For which member a person speaks, and by which delegation: none for one's own.
struct OnBehalf {
  std::string member;
  std::string delegation;  // digest, hex
};
/// One's own member; or with a panel every member that delegated this query to it, and for which
/// this person has not approved yet. FailedPrecondition where there is none.
absl::StatusOr<std::vector<OnBehalf>> SpeaksFor(const Person& person,
                                                const v1::GetQueryResponse& found,
                                                const std::string& digest,
                                                const std::string& panel);
/// "north, south"
std::string NamesOf(const std::vector<OnBehalf>& members);

/// A person's approval of exactly this query, on behalf of a member, signed. It lives as long as
/// the agreement allows, and never longer than the query.
absl::StatusOr<v1::Envelope> SignApproval(const Person& person, const PlannedQuery& planned,
                                          const std::string& digest, const OnBehalf& on_behalf,
                                          v1::Interest interest, const v1::Remark& remark,
                                          const Clock& clock);
absl::StatusOr<v1::Envelope> SignRefusal(const Person& person, const std::string& digest,
                                         const v1::Remark& remark, const Clock& clock);
/// Takes back `approval`, which is of the person's own member.
absl::StatusOr<v1::Envelope> SignRevocation(const Person& person, const v1::Envelope& approval,
                                            const v1::Remark& remark, const Clock& clock);

}  // namespace ginnel::cli
