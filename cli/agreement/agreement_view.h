// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "ginnel/v1/agreement_report.pb.h"

namespace ginnel::cli {

/// The agreement in `folder`: what was signed if it is in force, otherwise the constitution as it
/// stands, and why it is not in force.
absl::StatusOr<v1::AgreementView> ViewAgreement(const std::string& folder, const Clock& clock);

/// The same in plain words: members, trustees, purposes, floors, and people with their roles.
void PrintAgreement(const v1::AgreementView& view, std::ostream& out);

}  // namespace ginnel::cli
