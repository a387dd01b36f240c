// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/register/verified_register.h"
#include "ginnel/v1/register_report.pb.h"

namespace ginnel::cli {

/// What leads decided ahead of queries, in the order in which they did, as a verified register says
/// it; and whether it stands at `now`.
absl::StatusOr<v1::MandateListing> ListStanding(const VerifiedRegister& verified, absl::Time now);
absl::StatusOr<v1::MandateListing> ListDelegations(const VerifiedRegister& verified,
                                                   absl::Time now);
/// The newest policy of each member that said one, in the agreement's order.
absl::StatusOr<v1::PolicyListing> ListPolicies(const VerifiedRegister& verified);

void PrintMandates(const v1::MandateListing& listing, std::ostream& out);
void PrintPolicies(const v1::PolicyListing& listing, std::ostream& out);

}  // namespace ginnel::cli
