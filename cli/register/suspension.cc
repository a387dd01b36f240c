// SPDX-License-Identifier: Apache-2.0
#include "cli/register/suspension.h"

#include "base/calendar.h"
#include "base/status.h"
#include "governance/entitlement.h"
#include "governance/remark.h"
#include "governance/statement.h"

namespace ginnel::cli {

absl::StatusOr<v1::Envelope> SignSuspension(const Person& person, bool lifted,
                                            const v1::Remark& remark, const Clock& clock) {
  v1::Suspension suspension;
  suspension.set_party(person.agreement->PartyOf(person.config.person()));
  suspension.set_person(person.config.person());
  suspension.set_lifted(lifted);
  suspension.set_given_at(ToRfc3339(clock.Now()));
  suspension.set_remark_digest(governance::RemarkDigest(remark));
  RETURN_IF_ERROR(
      governance::SuspenderKey(suspension.person(), suspension.party(), *person.agreement)
          .status());
  ASSIGN_OR_RETURN(const crypto::SigningKey key, person.SigningKey());
  return governance::SignStatement(suspension, key);
}

}  // namespace ginnel::cli
