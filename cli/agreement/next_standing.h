// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "absl/status/status.h"
#include "base/clock.h"
#include "ginnel/v1/agreement_report.pb.h"
#include "governance/agreement_folder.h"

namespace ginnel::cli {

/// Puts into `report` the version that is being signed after the one in force, if there is one: who
/// has signed, who must still sign and how, and what else keeps it from coming into force.
absl::Status AddNextVersion(const governance::AgreementFolder& folder, const Clock& clock,
                            v1::AgreementReport& report);

/// The same in plain words.
void PrintNextVersion(const v1::NextVersion& next, std::ostream& out);

}  // namespace ginnel::cli
