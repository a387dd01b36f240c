// SPDX-License-Identifier: Apache-2.0
#include "cli/release/fetch_release.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "governance/statement.h"

namespace ginnel::cli {

absl::StatusOr<v1::Release> FetchRelease(const Person& person, CoordinatorClient& client,
                                         const std::string& query, uint32_t run) {
  ASSIGN_OR_RETURN(const v1::Envelope envelope, client.GetRelease(query, run));
  ASSIGN_OR_RETURN(const crypto::VerifyingKey coordinator,
                   person.agreement->SigningKeyOf(person.agreement->trustee(1).id()));
  ASSIGN_OR_RETURN(v1::Release release,
                   governance::OpenStatement<v1::Release>(envelope, coordinator));
  if (!absl::StartsWith(release.query_digest(), query) || (run != 0 && release.n() != run)) {
    return absl::DataLossError(absl::StrCat("the coordinator answered with run ", release.n(),
                                            " of the query ", release.query_digest(),
                                            ", which is not the release asked for"));
  }
  return release;
}

}  // namespace ginnel::cli
