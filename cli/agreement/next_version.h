// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "cli/agreement/constitution_draft.h"
#include "governance/agreement_folder.h"

namespace ginnel::cli {

/// Opens the version after the one in force: copies that to previous/, and sets `version` and
/// `previous` in constitution.yaml, leaving the rest of its text as it is. Puts a next version in
/// force instead if all have signed it and `clock` is within its dates. Says in words what it did,
/// what to edit and who must sign. Repeating it is harmless. FailedPrecondition: nothing is in
/// force, constitution.yaml is not there, or its text cannot be edited safely, with what to write.
absl::StatusOr<std::string> BeginNextVersion(const governance::AgreementFolder& folder,
                                             const Clock& clock);

/// Puts a next version in force if all have signed and `clock` is within its dates, and says so;
/// otherwise says who must still sign, or from which day.
absl::StatusOr<std::string> PutInForceIfComplete(const governance::AgreementFolder& folder,
                                                 const ConstitutionDraft& draft,
                                                 const Clock& clock);

/// `yaml` with `version: VERSION` and `previous: "PREVIOUS"` at its top level, everything else byte
/// for byte. Knows block style, one key a line; InvalidArgument otherwise.
absl::StatusOr<std::string> WithVersion(std::string_view yaml, uint32_t version,
                                        const std::string& previous);

}  // namespace ginnel::cli
