// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "cli/register/verified_register.h"
#include "ginnel/v1/evidence.pb.h"
#include "ginnel/v1/register_report.pb.h"

namespace ginnel::cli {

/// Everything that `release` (as the coordinator gave it) rests on, from a register that was
/// verified. NotFound if the register says of no such release that it was made.
absl::StatusOr<v1::ReleaseEvidence> MakeEvidence(const VerifiedRegister& verified,
                                                 const v1::Envelope& release,
                                                 std::string_view program_version);

/// The file: canonical JSON, to the last byte, with the document's own digest put in.
/// InvalidArgument if it is too large for that form (16 MB).
absl::StatusOr<std::string> WriteEvidence(v1::ReleaseEvidence evidence);

/// Verifies a file of WriteEvidence from itself alone (evidence_check.cc says how). DataLoss for
/// every fault. `constitution_digest` (hex; empty: any) is the one that the run must rest on: what
/// is in a file proves only that the members which it names itself agreed to it.
///
/// One file cannot show that nothing was left out: a revocation, or later operations that took a
/// key away. Whoever needs that verifies the whole register.
absl::StatusOr<v1::EvidenceVerification> VerifyEvidence(std::string_view json,
                                                        std::string_view constitution_digest,
                                                        RandomSource& random);

}  // namespace ginnel::cli
