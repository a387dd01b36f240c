// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "absl/status/statusor.h"
#include "cli/register/verified_register.h"
#include "ginnel/v1/register_report.pb.h"

namespace ginnel::cli {

/// One line for each entry, in order, with the title of the query that it is about. No person.
absl::StatusOr<v1::RegisterListing> ListRegister(const VerifiedRegister& verified);

/// "   17  approval    IG lead, The north organisation  3f2a9c01 People by age  2026-05-01T…"
void PrintListing(const v1::RegisterListing& listing, std::ostream& out);

/// What was verified, and the entries by type.
void PrintVerification(const v1::RegisterVerification& report, std::ostream& out);

}  // namespace ginnel::cli
