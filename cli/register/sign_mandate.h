// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "cli/person.h"
#include "ginnel/v1/statement.pb.h"

namespace ginnel::cli {

// What an IG lead decides ahead of queries, for their own member. Each is signed only if it is what
// the register would take.

struct MandateTerms {
  std::string until;  // "2027-03-31": the end of that day, UTC
  v1::Remark remark;
};

/// For the series of the query in `path`: the same question for other periods, index dates and
/// ends.
absl::StatusOr<v1::StandingApproval> StandingForSeries(const std::string& path,
                                                       const Person& person);
/// For the class in `path`, a QueryClass as YAML.
absl::StatusOr<v1::StandingApproval> StandingForClass(const std::string& path,
                                                      const Person& person);
absl::StatusOr<v1::Envelope> SignStanding(v1::StandingApproval standing, const std::string& cadence,
                                          v1::Interest interest, const MandateTerms& terms,
                                          const Person& person, const Clock& clock);
absl::StatusOr<v1::Envelope> SignDelegation(const std::string& panel, const std::string& class_path,
                                            const MandateTerms& terms, const Person& person,
                                            const Clock& clock);
/// The policy in `path`, a Policy as YAML (mode, profile, minimum_members, approvers), as the next
/// after `before`.
absl::StatusOr<v1::Envelope> SignPolicy(const std::string& path, const v1::Policy& before,
                                        const Person& person, const Clock& clock);
absl::StatusOr<v1::Envelope> SignGoAhead(const std::string& query_digest,
                                         const std::string& loaded_at, const Person& person,
                                         const Clock& clock);
/// Takes back the standing approval or delegation of that digest.
absl::StatusOr<v1::Envelope> SignMandateRevocation(const std::string& digest,
                                                   const v1::Remark& remark, const Person& person,
                                                   const Clock& clock);

/// The same in words, for whoever is about to sign or looks at the list.
std::string SayStanding(const v1::StandingApproval& standing);
std::string SayClass(const v1::QueryClass& group);

}  // namespace ginnel::cli
