// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/register/verified_register.h"

namespace ginnel::cli {

/// Writes `verified` into `folder` (made if need be) as people keep it, each file whole or not at
/// all:
///   register.jsonl   one entry a line: the bytes that are hashed, each line ended
///   checkpoint.txt   the signed note
absl::Status WriteRegister(const VerifiedRegister& verified, const std::string& folder);

/// The checkpoint that an earlier WriteRegister left in `folder`; empty if there is none.
absl::StatusOr<std::string> EarlierCheckpoint(const std::string& folder);

/// The agreement in `folder`, whose end may have come since: for what was said while it was in
/// force. Signatures are checked as Agreement::Load does.
absl::StatusOr<std::shared_ptr<const governance::Agreement>> LoadAgreementOfAnyTime(
    const std::string& folder);

}  // namespace ginnel::cli
