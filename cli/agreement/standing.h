// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "ginnel/v1/agreement_report.pb.h"

namespace ginnel::cli {

/// Where an agreement folder stands: the files that people wrote are valid, who has signed what,
/// who must still do what, and whether it is in force. An error if the written files are missing or
/// invalid.
absl::StatusOr<v1::AgreementReport> ReportStanding(const std::string& folder, const Clock& clock);

/// The same in plain words.
void PrintStanding(const v1::AgreementReport& report, std::ostream& out);

}  // namespace ginnel::cli
