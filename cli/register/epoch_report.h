// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/register/verified_register.h"
#include "ginnel/v1/register_report.pb.h"

namespace ginnel::cli {

/// How far the newest epoch is, by a verified register, and which spine is agreed. `now` decides
/// whether the next one can be started. FailedPrecondition where the agreement has no linkage.
absl::StatusOr<v1::EpochReport> ReportEpoch(const VerifiedRegister& verified, absl::Time now);
void PrintEpoch(const v1::EpochReport& report, std::ostream& out);

}  // namespace ginnel::cli
