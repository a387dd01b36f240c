// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "ginnel/v1/agreement.pb.h"

namespace ginnel::governance {

/// Whether one party's operations may be signed: the party is in the constitution; pins and keys
/// are well formed; a trustee states its endpoint and pin; every person is of this very party, with
/// roles and a key; only a member has IG leads. InvalidArgument lists every problem.
absl::Status ValidateOperations(const v1::Constitution& constitution,
                                const v1::Operations& operations);

/// Whether `operations` may follow operations of the same party that listed controllers: they list
/// some too, be they withdrawn. An empty list says that the party acts for itself alone, so that
/// everybody's records would take part again. FailedPrecondition, which says how a practice is
/// withdrawn.
absl::Status CheckStillListsControllers(const v1::Operations& operations);

/// Whether all parties' operations can stand beside each other: no certificate, person id or
/// signing key occurs twice, no person has a party's key.
absl::Status ValidateTogether(const v1::Constitution& constitution,
                              const std::vector<v1::Operations>& all);

}  // namespace ginnel::governance
